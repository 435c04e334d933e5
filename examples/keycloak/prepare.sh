#!/bin/sh
# Makes a Keycloak 24.0.5 in production, to upgrade it with Belay:
#
#     examples/keycloak/prepare.sh /tmp/climb
#
# with a PostgreSQL, a realm `climb` of 25 users with attributes and groups, a client, a role and a theme of its own.
# Needs a Java 17 to 21, server programs of PostgreSQL 12 or newer, and the file of the release: from the local Maven
# repository, else from Maven Central. As root, the folder must be one that other users can pass through.
#
# Other ports: HTTP_PORT, MANAGEMENT_PORT, DATABASE_PORT. DATABASE=given: a server runs there already, with the database and
# the roles, whose passwords lie in FOLDER/secrets.
set -eu
umask 077

release=24.0.5
sum=5a0332a57d7bef07cf79dbde621589bd8e58a323c314649c2b7c495b60385c6c
http=${HTTP_PORT:-28080}
management=${MANAGEMENT_PORT:-29000}
database=${DATABASE_PORT:-25432}
example=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

say() { printf 'prepare: %s\n' "$1" >&2; }
fail() { say "$1"; exit 1; }

[ $# = 1 ] || fail 'name the folder to make, such as /tmp/climb'
mkdir -p "$1"
folder=$(CDPATH='' cd -- "$1" && pwd -P)
chmod 755 "$folder"
[ ! -e "$folder/keycloak" ] || fail "$folder is in use already; stop what runs there, remove it, or name another"
cd "$folder"

# Keycloak 24 and 25 do not run on Java 25, and 26 runs on 17 too.
find_java() {
    for home in "${JAVA_17_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$home" ] && [ -x "$home/bin/java" ]; then
            case $("$home/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p') in
            17 | 18 | 19 | 20 | 21) printf '%s\n' "$home"; return ;;
            esac
        fi
    done
    fail 'no Java 17 to 21 was found; name its folder in JAVA_17_HOME'
}

find_postgres() {
    for bin in "${POSTGRES_BIN:-}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin; do
        if [ -n "$bin" ] && [ -x "$bin/initdb" ]; then
            printf '%s\n' "$bin"
            return
        fi
    done
    path=$(command -v initdb) || fail 'no PostgreSQL was found; install its server, or name the folder of initdb in POSTGRES_BIN'
    dirname -- "$path"
}

# PostgreSQL refuses to run as root.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$server" --regid="$server" --clear-groups "$@"
    else
        "$@"
    fi
}

secret() {
    [ -e "secrets/$1" ] || printf '%s\n' "$2" >"secrets/$1"
}

random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

make_database() {
    bin=$(find_postgres)
    server=postgres
    [ "$(id -u)" != 0 ] || id "$server" >/dev/null 2>&1 || server=nobody
    mkdir database
    [ "$(id -u)" != 0 ] || chown "$server" database
    as_server "$bin/initdb" -D "$folder/database" -U postgres --auth-local=trust --auth-host=scram-sha-256 -E UTF8 --no-locale >/dev/null
    # Only the server's own programs are sure to be there, and they can do without psql.
    as_server "$bin/postgres" --single -j -D "$folder/database" postgres >/dev/null <<SQL
CREATE ROLE belay LOGIN SUPERUSER PASSWORD '$(cat secrets/belay)';

CREATE ROLE keycloak LOGIN PASSWORD '$(cat secrets/keycloak)';

CREATE DATABASE keycloak OWNER keycloak;

SQL
    as_server tee -a "$folder/database/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $database
unix_socket_directories = ''
CONF
    as_server "$bin/pg_ctl" -D "$folder/database" -l "$folder/database/server.log" -w start >/dev/null
}

find_package() {
    repository=$HOME/.m2/repository
    [ ! -e "$HOME/.m2/settings.xml" ] || found=$(sed -n 's:.*<localRepository>\(/.*\)</localRepository>.*:\1:p' "$HOME/.m2/settings.xml")
    repository=${found:-$repository}
    path=org/keycloak/keycloak-quarkus-dist/$release/keycloak-quarkus-dist-$release.tar.gz
    package=$repository/$path
    if [ ! -e "$package" ]; then
        say 'fetching Keycloak from Maven Central, 170 MB'
        package=$folder/$(basename "$path")
        curl -fsSL -o "$package" "https://repo.maven.apache.org/maven2/$path"
    fi
    printf '%s  %s\n' "$sum" "$package" | sha256sum --check --quiet >&2 || fail "$package is not Keycloak $release"
    printf '%s\n' "$package"
}

configure() {
    cat >keycloak/conf/keycloak.conf <<CONF
# Keycloak of climb, as one would have written it for 24.
db=postgres
db-url=jdbc:postgresql://127.0.0.1:$database/keycloak
db-username=keycloak
http-enabled=true
http-host=127.0.0.1
http-port=$http
# 25 knows these by other names, or not at all.
hostname-url=http://127.0.0.1:$http
hostname-strict-https=false
proxy=edge
cache=local
health-enabled=true
log-level=info
CONF
    theme=keycloak/themes/climb/login
    mkdir -p $theme/resources/css $theme/messages
    printf 'parent=keycloak\nimport=common/keycloak\nstyles=css/login.css css/climb.css\n' >$theme/theme.properties
    printf 'body { background: #123456 }\n' >$theme/resources/css/climb.css
    printf 'loginAccountTitle=Climb sign in\n' >$theme/messages/messages_en.properties
}

# Keycloak takes this in when it starts for the first time.
realm() {
    cat <<JSON
{
  "realm": "climb", "displayName": "Climb", "enabled": true, "loginTheme": "climb",
  "components": {"org.keycloak.userprofile.UserProfileProvider": [{
    "providerId": "declarative-user-profile",
    "config": {"kc.user.profile.config": ["{\"unmanagedAttributePolicy\":\"ENABLED\",\"attributes\":[{\"name\":\"username\"},{\"name\":\"email\"},{\"name\":\"firstName\"},{\"name\":\"lastName\"}]}"]}}]},
  "roles": {"realm": [{"name": "climber", "description": "goes up"}, {"name": "guide", "description": "goes first"}]},
  "groups": [
    {"name": "north", "attributes": {"wall": ["north face"]}, "subGroups": [{"name": "north-kids"}]},
    {"name": "south", "attributes": {"wall": ["south face"]}, "realmRoles": ["guide"]},
    {"name": "east", "attributes": {"wall": ["east face"]}}],
  "clients": [
    {"clientId": "climb-app", "publicClient": true, "directAccessGrantsEnabled": true, "redirectUris": ["http://127.0.0.1:9999/*"]},
    {"clientId": "climb-service", "secret": "$(random)", "serviceAccountsEnabled": true, "standardFlowEnabled": false}],
  "users": [
JSON
    number=1
    while [ $number -le 25 ]; do
        user=$(printf 'user%02d' $number)
        case $((number % 3)) in 0) group=north ;; 1) group=south ;; *) group=east ;; esac
        [ $number = 1 ] || printf ',\n'
        printf '    {"username": "%s", "enabled": true, "email": "%s@climb.test", "emailVerified": true, "firstName": "First%s", "lastName": "Last%s",' "$user" "$user" $number $number
        printf ' "attributes": {"belt": ["b%s"], "rope": ["r%s", "s%s"]}, "groups": ["/%s"], "realmRoles": ["climber"],' $((number % 4)) $number $number "$group"
        printf ' "credentials": [{"type": "password", "value": "%s"}]}' "$(cat secrets/user01)"
        number=$((number + 1))
    done
    printf '\n  ]\n}\n'
}

java=$(find_java)
mkdir -p secrets
secret belay "$(random)"
secret keycloak "$(random)"
secret admin "$(random)"
secret user01 "$(random)"
ln -s "$java" java
if [ "${DATABASE:-}" != given ]; then
    say 'starting PostgreSQL'
    make_database
fi

say "unpacking Keycloak $release"
tar -xzf "$(find_package)"
ln -s keycloak-$release keycloak
configure
cp "$example/start" "$example/stop" .
sed "s/28080/$http/; s/29000/$management/; s/25432/$database/" "$example/system.yaml" >system.yaml
mkdir -p keycloak/data/import
realm >keycloak/data/import/climb.json

say 'building and starting it for the first time; this takes a minute'
JAVA_HOME=$folder/java keycloak/bin/kc.sh build >keycloak.log
KEYCLOAK_ADMIN=admin KEYCLOAK_ADMIN_PASSWORD=$(cat secrets/admin) ./start --import-realm
waited=0
until curl -fsS -o /dev/null "http://127.0.0.1:$http/realms/climb" 2>/dev/null; do
    [ -e "/proc/$(cat keycloak.pid)" ] && [ $waited -lt 300 ] || { tail -n 20 keycloak.log >&2; fail 'Keycloak does not start'; }
    sleep 1
    waited=$((waited + 1))
done
rm -r keycloak/data/import

say "Keycloak $release serves http://127.0.0.1:$http; its users user01 to user25 all have the password in $folder/secrets/user01"
printf '%s\n' "$folder/system.yaml"
