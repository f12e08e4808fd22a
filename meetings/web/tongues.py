"""Templates, compiled once for each language: what never changes is put into words then, not with every page.

When a template is compiled for a language, sentences (`_`, `ngettext`), icons and other components with constant
arguments, addresses of static files and `language()` become plain text of the page. Components are imported once a
language, without the page's context: they know no page. What stands in `templates/` is written as for plain Jinja and
means the same.
"""

import re
from gettext import NullTranslations, translation
from itertools import groupby

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from meetings.base.language import spoken

COMPONENTS = "components/"
# Macros that ask for nothing but their arguments.
PURE = {"components/icon.html": {"icon"}, "components/badge.html": {"pill"}, "components/button.html": {"button"}}
SLOT = re.compile(r"%(?:%|\((?P<name>\w+)\)[sd])")


class Page(Template):
    """A template; one of a component is the same for every page that imports it."""

    def _get_default_module(self, ctx=None):
        return super()._get_default_module(None if self.name and self.name.startswith(COMPONENTS) else ctx)


class Tongues(Environment):
    """Flask's environment, and below it one for each language, which does the work."""

    template_class = Page
    language = ""

    def __init__(self, app, **options):
        super().__init__(app, **options)
        self.by_language = {}

    def within(self, language: str) -> "Tongues":
        """The environment that compiles for `language`."""
        if language not in self.by_language:
            tongue = self.overlay()
            tongue.language = language
            tongue.catalogue = _catalogue(self.app.config["BABEL_TRANSLATION_DIRECTORIES"], language)
            self.by_language[language] = tongue
        return self.by_language[language]

    def _now(self):
        return self if self.language else self.within(spoken() or self.app.config["BABEL_DEFAULT_LOCALE"])

    def _load_template(self, name, globals):  # noqa: A002 (Jinja's name)
        return super(Tongues, self._now())._load_template(name, globals)

    def from_string(self, *facts, **named):
        """A template that stands in no file."""
        return super(Tongues, self._now()).from_string(*facts, **named)

    def _parse(self, source, name, filename):
        tree = super()._parse(source, name, filename)
        return Folding(self).visit(tree) if self.language else tree


def _catalogue(folder, language) -> NullTranslations:
    return translation("messages", folder, [language], fallback=True)


class Folding(NodeTransformer):
    """Puts into words what is known when a template is compiled for a language."""

    def __init__(self, tongue):
        self.tongue, self.pure = tongue, {}
        self.folds = {
            "_": self._sentence,
            "gettext": self._sentence,
            "ngettext": self._number,
            "url_for": self._static,
            "language": self._language,
        }

    def visit_FromImport(self, node):
        """Import components once; remember under which names the pure ones go."""
        source = _constants([node.template])
        if source and source[0].startswith(COMPONENTS):
            node.with_context = False
            names = [one if isinstance(one, tuple) else (one, one) for one in node.names]
            self.pure |= {alias: (source[0], name) for name, alias in names if name in PURE.get(source[0], ())}
        return node

    def visit_Output(self, node):
        """What is joined is put out piece by piece, so that the words melt into the page around them."""
        node = self.generic_visit(node)
        node.nodes = [part for child in node.nodes for part in _pieces(child)]
        return node

    def visit_Call(self, node):
        """Sentences, components, static addresses, the language."""
        node = self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        fold = self._component if node.node.name in self.pure else self.folds.get(node.node.name)
        return fold(node) or node if fold else node

    def _sentence(self, node):
        if words := _constants(node.args):
            return _woven(self.tongue.catalogue.gettext(words[0]), _named(node), node.lineno)
        return None

    def _number(self, node):
        words, number = _constants(node.args[:2]), node.args[2]
        if not words or not _one_is_one(self.tongue.catalogue):
            return None
        values = {"num": number} | _named(node)
        one, many = (self.tongue.catalogue.ngettext(*words, count) for count in (1, 2))
        if one == many:
            return _woven(one, values, node.lineno)
        is_one = nodes.Compare(number, [nodes.Operand("eq", nodes.Const(1))], lineno=node.lineno)
        return nodes.CondExpr(
            is_one, _woven(one, values, node.lineno), _woven(many, values, node.lineno), lineno=node.lineno
        )

    def _component(self, node):
        arguments, named = _constants(node.args), _constants(list(_named(node).values()))
        if arguments is None or named is None:
            return None
        source, name = self.pure[node.node.name]
        macro = getattr(self.tongue.get_template(source).module, name)
        return nodes.TemplateData(str(macro(*arguments, **dict(zip(_named(node), named, strict=True)))))

    def _static(self, node):
        named = _named(node)
        file = _constants(list(named.values()))
        if _constants(node.args) != ["static"] or list(named) != ["filename"] or not file:
            return None
        return nodes.Const(f"{self.tongue.app.static_url_path}/{file[0]}", lineno=node.lineno)

    def _language(self, node):
        return nodes.Const(self.tongue.language, lineno=node.lineno)


def _named(call):
    return {pair.key: pair.value for pair in call.kwargs}


def _constants(expressions):
    """The values of expressions; None where one is not known yet."""
    if not all(isinstance(one, nodes.Const | nodes.TemplateData) for one in expressions):
        return None
    return [Markup(one.data) if isinstance(one, nodes.TemplateData) else one.value for one in expressions]


def _pieces(expression):
    return expression.nodes if isinstance(expression, nodes.Concat) else [expression]


def _woven(sentence, values, line):
    """The sentence with its values as one expression."""
    pieces, end = [], 0
    for slot in SLOT.finditer(sentence):
        pieces += [sentence[end : slot.start()], values[slot["name"]] if slot["name"] else "%"]
        end = slot.end()
    pieces.append(sentence[end:])
    melted = []
    for is_text, run in groupby(filter(None, pieces), lambda piece: isinstance(piece, str)):
        found = list(run)
        melted += [nodes.TemplateData("".join(found), lineno=line)] if is_text else found
    return melted[0] if len(melted) == 1 else nodes.Concat(melted or [nodes.TemplateData("")], lineno=line)


def _one_is_one(catalogue):
    """Whether the language has one form, or one for exactly 1 and one for all others."""
    forms = [catalogue.plural(number) for number in range(200)]
    return forms in ([0] * 200, [int(number != 1) for number in range(200)])
