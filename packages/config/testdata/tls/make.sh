#!/bin/sh
# Makes the certificates of the tests anew. Needs OpenSSL 3. Run in this folder.
set -eu

authority() { # name
  openssl ecparam -name prime256v1 -genkey -noout -out "$1-key.pem"
  openssl req -x509 -new -key "$1-key.pem" -sha256 -days 36500 -subj "/CN=$1 for tests only" -out "$1.pem"
}

certificate() { # name, its authority, extensions
  openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1-key.pem"
  openssl req -new -key "$1-key.pem" -subj "/CN=$1" -out request.pem
  printf '%s\n' "$3" > extensions.txt
  openssl x509 -req -in request.pem -CA "$2.pem" -CAkey "$2-key.pem" -sha256 -days 36500 \
    -extfile extensions.txt -out "$1.pem"
}

authority ca
authority other-ca
server="subjectAltName=DNS:localhost,DNS:collector.test,IP:127.0.0.1,IP:::1"
certificate server ca "$server"
certificate renewed-server ca "$server"
certificate client ca "extendedKeyUsage=clientAuth"
certificate other-client other-ca "extendedKeyUsage=clientAuth"
openssl pkcs8 -topk8 -in client-key.pem -passout pass:secret -out encrypted-key.pem
rm -f ca-key.pem other-ca-key.pem request.pem extensions.txt
