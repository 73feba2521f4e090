"""Publishes a reading and a message that cannot be read, with Eclipse Paho; prints the receipt of the second.

Arguments: URL (mqtt, mqtts, ws, wss), file of the authority, station, payload.
"""

import sys
import threading
from urllib.parse import urlparse

import paho.mqtt.client as mqtt

url, authority, station, payload = urlparse(sys.argv[1]), *sys.argv[2:5]
is_web = url.scheme in ("ws", "wss")
receipt = threading.Event()
ready = threading.Event()
client = mqtt.Client(
    client_id=f"paho-{station}",
    protocol=mqtt.MQTTv311,
    transport="websockets" if is_web else "tcp",
)
client.username_pw_set(station)
if is_web:
    client.ws_set_options(path=url.path)
if url.scheme in ("mqtts", "wss"):
    client.tls_set(ca_certs=authority)


def on_message(_client, _userdata, message):
    print(message.payload.decode(), flush=True)
    receipt.set()


client.on_connect = lambda *_: client.subscribe(f"dcz/1/{station}/receipts", qos=1)
client.on_subscribe = lambda *_: ready.set()
client.on_message = on_message
client.connect(url.hostname, url.port)
client.loop_start()
if not ready.wait(20):
    sys.exit("not subscribed within 20 s")
for body in (payload, "?"):
    client.publish(f"dcz/1/{station}/readings", body, qos=1).wait_for_publish(20)
if not receipt.wait(20):
    sys.exit("no receipt within 20 s")
client.disconnect()
