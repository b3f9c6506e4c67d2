"""Makes model files, a policy of 20 rules and three signed statements about each file, for Benchmarks/policy-verification.

    policy-verification.py REPOSITORY KEY URI FILES      (KEY: a P-256 private key in PEM, not encrypted)

Writes the files and the policy into REPOSITORY, REPOSITORY.lines for `hallmark note-store add`, and REPOSITORY.messages
for verify-loop.
"""
import base64, hashlib, json, os, struct, sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

repository, key_file, uri, count = sys.argv[1:]
count, folders, size = int(count), 18, 32 << 10
key = serialization.load_pem_private_key(open(key_file, "rb").read(), None)
spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
key_id = hashlib.sha256(spki).hexdigest()
payload_type = b"application/vnd.in-toto+json"
messages, lines = [], []

def sign(blob, subjects, predicate_type, predicate):
    payload = json.dumps({"_type": "https://in-toto.io/Statement/v1", "predicateType": predicate_type,
                          "subject": subjects, "predicate": predicate}, separators=(",", ":")).encode()
    message = b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type, len(payload), payload)
    signature = key.sign(message, ec.ECDSA(hashes.SHA256()))
    messages.append((message, signature))
    envelope = {"payload": base64.b64encode(payload).decode(), "payloadType": payload_type.decode(),
                "signatures": [{"keyid": key_id, "sig": base64.b64encode(signature).decode()}]}
    lines.append(blob + " " + json.dumps(envelope, separators=(",", ":"), sort_keys=True) + "\n")

header = json.dumps({"t": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
for number in range(count):
    folder = f"{repository}/Models/{number % folders}"
    os.makedirs(folder, exist_ok=True)
    name = f"{number}.safetensors"
    data = struct.pack("<Q", len(header)) + header + hashlib.shake_128(b"%d" % number).digest(size)
    with open(f"{folder}/{name}", "wb") as file:
        file.write(data)
    digest = hashlib.sha256(data).hexdigest()
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    root = hashlib.sha256(bytes.fromhex(digest)).hexdigest()
    sign(blob, [{"name": name, "digest": {"sha256": root}}], "https://model_signing/signature/v1.0", {
        "serialization": {"method": "files", "hash_type": "sha256", "allow_symlinks": False, "ignore_paths": []},
        "resources": [{"name": ".", "algorithm": "sha256", "digest": digest}]})
    subject = [{"name": name, "digest": {"sha256": digest}}]
    sign(blob, subject, "https://in-toto.io/attestation/test-result/v0.1", {
        "result": "PASSED", "configuration": [{"name": "rules", "digest": {"sha256": "0" * 64}}], "passedTests": [name]})
    sign(blob, subject, "https://example.com/evaluation/v1", {"score": 97, "set": "held out"})

rules = [(f"folder {number}", f"Models/{number}/**", "{ statement: model, role: model, threshold: 1 }")
         for number in range(folders)]
rules.append(("scans", "**", "{ statement: scan, role: scan, threshold: 1, where: ['predicate.result == \"PASSED\"'] }"))
rules.append(("evaluations", "**", "{ predicate: \"https://example.com/evaluation/v1\", role: review, threshold: 1,"
              " where: [\"predicate.score >= 90\"] }"))
with open(f"{repository}/attestations/policy.yaml", "w") as file:
    file.write(f"version: 1\nexpires: 2030-01-01T00:00:00Z\nrepository: \"{uri}\"\nrules:\n")
    for name, path, requirement in rules:
        file.write(f"  - name: \"{name}\"\n    match: {{ kind: model, path: \"{path}\" }}\n    require:\n      - {requirement}\n")
with open(repository + ".lines", "w") as file:
    file.writelines(lines)
with open(repository + ".messages", "wb") as file:
    file.write(struct.pack("<II", 1, len(spki)) + spki + struct.pack("<I", len(messages)))
    for message, signature in messages:
        file.write(struct.pack("<II", 0, len(message)) + message + struct.pack("<I", len(signature)) + signature)
