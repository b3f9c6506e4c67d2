"""Makes the statements about every commit of a history, for Benchmarks/commit-chain.

    commit-chain.py REPOSITORY KEY URI      (KEY: a P-256 private key in PEM, not encrypted)

Prints lines for `hallmark note-store add`, and writes REPOSITORY.messages for verify-loop. The SHA-256 tree ids are
computed here from git's objects, so that the verifier is not measured against itself.
"""
import base64, hashlib, json, struct, subprocess, sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

repository, key_file, uri = sys.argv[1:]
key = serialization.load_pem_private_key(open(key_file, "rb").read(), None)
spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
key_id = hashlib.sha256(spki).hexdigest()
git = lambda *arguments: subprocess.run(["git", "-C", repository, *arguments], check=True, capture_output=True).stdout
reader = subprocess.Popen(["git", "-C", repository, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
known = {}

def read(name):
    reader.stdin.write(name.encode() + b"\n")
    reader.stdin.flush()
    _, kind, size = reader.stdout.readline().split()
    content = reader.stdout.read(int(size))
    reader.stdout.read(1)
    return kind, content

def digest(name):
    if name not in known:
        kind, content = read(name)
        if kind == b"tree":
            rest, entries = content, b""
            while rest:
                head, _, rest = rest.partition(b"\0")
                entries += head + b"\0" + digest(rest[:20].hex())
                rest = rest[20:]
            content = entries
        known[name] = hashlib.sha256(kind + b" %d\0" % len(content) + content).digest()
    return known[name]

messages = []
for line in git("log", "--format=%H %T", "HEAD").decode().split("\n"):
    if not line:
        continue
    commit, tree = line.split()
    payload = json.dumps({
        "_type": "https://in-toto.io/Statement/v1", "predicateType": "https://hallmark-swift.github.io/commit/v1",
        "subject": [{"name": "commit", "digest": {"gitCommit": commit}},
                    {"name": "tree", "digest": {"gitTree": digest(tree).hex()}}],
        "predicate": {"repository": uri},
    }, separators=(",", ":")).encode()
    kind = b"application/vnd.in-toto+json"
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
    signature = key.sign(message, ec.ECDSA(hashes.SHA256()))
    messages.append((message, signature))
    envelope = {"payload": base64.b64encode(payload).decode(), "payloadType": kind.decode(),
                "signatures": [{"keyid": key_id, "sig": base64.b64encode(signature).decode()}]}
    print(commit, json.dumps(envelope, separators=(",", ":"), sort_keys=True))
with open(repository + ".messages", "wb") as file:
    file.write(struct.pack("<II", 1, len(spki)) + spki + struct.pack("<I", len(messages)))
    for message, signature in messages:
        file.write(struct.pack("<II", 0, len(message)) + message + struct.pack("<I", len(signature)) + signature)
