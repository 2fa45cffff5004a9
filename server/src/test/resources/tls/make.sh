#!/usr/bin/env bash
# Makes the certificates of the tests of Kafka anew. The key of their authority is thrown away, so
# all are made at once. What they protect is a broker of a test.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: > "$work/index.txt"
cat > "$work/ca.cnf" <<END
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
unique_subject = no
default_md = sha256
policy = names
[names]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[broker]
subjectAltName = IP:127.0.0.1, DNS:localhost
END

# A key and a certificate of a name, for a time: certificate FILE NAME EXTENSIONS UNTIL [OPTION...]
certificate() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key"
  openssl req -new -key "$work/$1.key" -subj "/CN=$2" -out "$work/$1.csr"
  openssl ca -batch -notext -config "$work/ca.cnf" -keyfile "$work/ca.key" -extensions "$3" \
    -startdate 20200101000000Z -enddate "$4" -in "$work/$1.csr" -out "$work/$1.pem" "${@:5}"
}

# As Kafka wants a PEM keystore: the key, its certificate, and that of who signed it.
keystore() {
  cat "$work/$1.key" "$work/$1.pem" "$work/ca.pem" > "$1.pem"
}

certificate ca "Millrace test CA" authority 21200101000000Z -selfsign
certificate broker localhost broker 21200101000000Z -cert "$work/ca.pem"
certificate expired-broker localhost broker 20200201000000Z -cert "$work/ca.pem"
cp "$work/ca.pem" ca.pem
keystore broker
keystore expired-broker
