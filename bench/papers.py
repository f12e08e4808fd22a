"""Time and peak memory of each PDF: `python -m bench.papers`, every one in a process of its own.

The floor is a PDF with one word, drawn by the same library in the same run. "first" includes the imports and the
reading of styles and typefaces, "again" and "CPU" are what the next one costs in the same process.
"""

import json
import resource
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pikepdf

TOP = Path(__file__).resolve().parent.parent
CASES = {
    "floor: one word": ("", 0),
    "invitation": ("giay_moi", 0),
    "programme": ("chuong_trinh", 0),
    "notice of conclusions": ("thong_bao_ket_luan", 0),
    "minutes with two annexes": ("bien_ban", 0),
    "minutes of ten pages": ("bien_ban", 46),
    "directives of a unit, 5": ("nhiem_vu", 5),
    "attendance, 14 sites": ("diem_danh", 14),
    "attendance, 300 sites": ("diem_danh", 300),
    "attendance, 3,000 sites": ("diem_danh", 3000),
}


def main():
    """Measure all and print a table."""
    print(f"{'paper':28}{'pages':>7}{'kB':>7}{'first s':>9}{'again s':>9}{'CPU s':>8}{'peak MB':>9}")
    for name in CASES:
        told = subprocess.run([sys.executable, "-m", "bench.papers", name], cwd=TOP, stdout=subprocess.PIPE, check=True)
        row = json.loads(told.stdout)
        print(
            f"{name:28}{row['pages']:7}{row['bytes'] / 1000:7.0f}{row['first']:9.2f}{row['again']:9.2f}"
            f"{row['cpu']:8.2f}{row['peak']:9.0f}",
            flush=True,
        )


def measure(name):
    """Draw one paper twice and say what it cost."""
    began = time.perf_counter()
    draw = _drawer(*CASES[name])
    content = draw()
    first, cpu, again = time.perf_counter() - began, time.process_time(), time.perf_counter()
    draw()
    with pikepdf.open(BytesIO(content)) as paper:
        pages = len(paper.pages)
    return {
        "pages": pages,
        "bytes": len(content),
        "first": first,
        "again": time.perf_counter() - again,
        "cpu": time.process_time() - cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _drawer(template, size):
    # Imported here, so that "first" holds what the imports cost.
    if not template:
        from weasyprint import HTML  # noqa: PLC0415

        return HTML(string="<p>Nhịp</p>").write_pdf
    from meetings.gateways import drawing, pdf  # noqa: PLC0415
    from tests.papers import samples  # noqa: PLC0415

    facts = samples.ALL[template](size) if size else samples.ALL[template]()
    # As the press draws it, but in this process, so that its memory is what is measured.
    return lambda: drawing.draw(pdf.sources(template, facts), draft=False)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
    else:
        main()
