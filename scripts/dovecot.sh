#!/usr/bin/env bash
# An IMAP server for tests, as the user who calls it, with the account "vp" and the password "only-for-tests".
#   scripts/dovecot.sh start FOLDER PORT   print the address once it answers; mail lies in FOLDER/mail as Maildir
#   scripts/dovecot.sh stop FOLDER         end it and remove FOLDER
set -euo pipefail

usage() { sed -n '2,4s/^# *//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
program=$(command -v dovecot || ls /usr/sbin/dovecot 2>/dev/null) ||
    { echo "Dovecot is missing: sudo apt-get install dovecot-imapd" >&2; exit 1; }

# Dovecot 2.4 has other words for much of this than 2.3 (Debian 12 and Ubuntu until 24.04 have 2.3, Debian 13 has 2.4).
version=$("$program" --version | cut -d ' ' -f 1)
case $version in 2.[0-3].*) is_old=yes ;; *) is_old=no ;; esac

as_old() {
    cat <<END
mail_location = maildir:$folder/mail
ssl = no
disable_plaintext_auth = no
passdb {
  driver = static
  args = password=only-for-tests
}
userdb {
  driver = static
  args = uid=$(id -u "$user") gid=$(id -g "$user") home=$folder/home
}
END
}

as_new() {
    cat <<END
dovecot_config_version = $version
dovecot_storage_version = $version
mail_driver = maildir
mail_path = $folder/mail
ssl = no
auth_allow_cleartext = yes
passdb static {
  password = only-for-tests
}
userdb static {
  fields {
    uid = $(id -u "$user")
    gid = $(id -g "$user")
    home = $folder/home
  }
}
END
}

settings() {
    if [ "$is_old" = yes ]; then as_old; else as_new; fi
    cat <<END
protocols = imap
listen = 127.0.0.1
base_dir = $folder/run
state_dir = $folder/run
log_path = $folder/log
default_internal_user = $user
default_login_user = $user
default_internal_group = $(id -gn "$user")
first_valid_uid = 1
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
END
}

start() {
    mkdir -p "$folder"
    folder=$(cd "$folder" && pwd)
    # Its lasting helpers refuse root as the owner of mail.
    user=$(id -un)
    if [ "$(id -u)" = 0 ]; then user=nobody; fi
    mkdir -p "$folder"/{run,home,mail/new,mail/cur,mail/tmp}
    settings >"$folder/dovecot.conf"
    if [ "$(id -u)" = 0 ]; then chown -R "$user" "$folder"; fi
    "$program" -c "$folder/dovecot.conf"
    for _ in $(seq 100); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "imap://vp@127.0.0.1:$port"
            return
        fi
        sleep 0.1
    done
    cat "$folder/log" >&2
    exit 1
}

stop() {
    folder=$(cd "$folder" && pwd)
    if [ -f "$folder/run/master.pid" ]; then
        number=$(cat "$folder/run/master.pid")
        kill "$number" 2>/dev/null || true
        for _ in $(seq 50); do kill -0 "$number" 2>/dev/null || break; sleep 0.1; done
    fi
    rm -rf "$folder"
}

folder=$2
case $1 in
    start) [ $# = 3 ] || usage; port=$3; start ;;
    stop) stop ;;
    *) usage ;;
esac
