#!/bin/sh
# Write coturn's configuration from hub.env and start it. The secret is in a file only coturn reads, never on
# a command line. Allowed wins over denied: the hub's media addresses are the only peers. With a certificate it
# listens for TLS too, for networks that let nothing else through.
set -eu
umask 077

if [ "${#HUB_MEDIA__TURN_SECRET}" -lt 32 ]; then
    echo "HUB_MEDIA__TURN_SECRET in hub.env must be 32 characters or more: openssl rand -hex 32 makes one." >&2
    exit 1
fi

origin=${HUB_SITE__ORIGIN#https://}
host=${origin%%:*}
made=${TURN_CONFIG:-/tmp/turnserver.conf}
{
    cat "${TURN_HARDENED:-/etc/coturn/hardened.conf}"
    echo "realm=$host"
    echo "static-auth-secret=$HUB_MEDIA__TURN_SECRET"
    for address in $(echo "$HUB_MEDIA__ADDRESSES" | tr ',' ' '); do
        echo "listening-ip=$address"
        echo "relay-ip=$address"
        echo "allowed-peer-ip=$address"
    done
    tls=no-tls
    # the proxy's own certificate, once it has one
    for certificate in "${TURN_CERTIFICATES:-/data/caddy/certificates}"/*/"$host/$host.crt"; do
        [ -f "$certificate" ] && tls="tls-listening-port=5349
cert=$certificate
pkey=${certificate%.crt}.key"
    done
    echo "$tls"
} >"$made"
exec turnserver -c "$made"
