import Foundation

/// A timestamp authority on this machine: `openssl ts` behind a server that also answers as nobody should.
final class TimestampAuthority {
    /// Whether the programs are there that play the authority and its client.
    static let isPossible: Bool = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return ["openssl", "python3", "curl"].allSatisfy { program in
            folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
        }
    }()

    private let port: String
    private let process: Int32

    /// Issues `tsa.pem` below `tsa-root.pem` in the project's folder, and serves.
    init(in project: Project) throws {
        try project.openssl("\(Project.root) -keyout tsa-root.key -out tsa-root.pem -subj /CN=tsa-root")
        try project.openssl(
            "\(Project.leaf) -CA tsa-root.pem -CAkey tsa-root.key -keyout tsa.key -out tsa.pem -subj /CN=tsa"
                + " -addext extendedKeyUsage=critical,timeStamping"
        )
        try project.write(Self.configuration, to: "tsa.cnf")
        let run = try project.run("python3", ["-c", Self.server])
        try project.expect(run)
        let words = run.output.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let process = Int32(words[1]) else { throw Project.Failure(description: run.text) }
        self.port = String(words[0])
        self.process = process
    }

    deinit { stop() }

    /// Ends the server, so that nobody listens at its port.
    func stop() {
        kill(process, SIGKILL)
    }

    /// Where the authority answers in one of the ways of the script.
    func url(_ way: String = "good") -> String { "http://127.0.0.1:\(port)/\(way)" }

    private static let configuration = """
        [tsa]
        default_tsa=authority
        [authority]
        serial=tsa.serial
        crypto_device=builtin
        signer_digest=sha256
        default_policy=1.2.3.4.1
        digests=sha256
        ess_cert_id_chain=no
        ess_cert_id_alg=sha256
        """

    private static let server = #"""
        import http.server, os, subprocess, threading

        class Authority(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                way = self.path[1:]
                if self.headers["Content-Type"] != "application/timestamp-query": way = "error"
                if way in ("redirect", "moved"):
                    self.send_response(302)
                    self.send_header("Location", "file:///etc/hostname" if way == "redirect" else "/good")
                    return self.end_headers()
                if way == "error": return self.send_error(500)
                if way == "endless":
                    self.send_response(200)
                    self.end_headers()
                    try:
                        while True: self.wfile.write(bytes(65536))
                    except OSError: return
                if way == "huge":
                    self.send_response(200)
                    self.send_header("Content-Length", str(1 << 40))
                    return self.end_headers()
                body = b"<html>404</html>" if way == "html" else answer(query, way)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_): pass

        def answer(query, way):
            query = bytearray(query)
            if way == "bytes": query[query.index(b"\x04\x20") + 2] ^= 1
            if way == "nonce": query[-4] ^= 1
            if way == "refusal": query = query.replace(b"\x03\x04\x02\x01", b"\x03\x04\x02\x04")
            if way == "bare": query = query[:-3]; query[1] -= 3
            with open("tsa.query", "wb") as file: file.write(query)
            command = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "tsa.query", "-signer", "tsa.pem",
                       "-inkey", "tsa.key", "-out", "tsa.reply"]
            if way == "token": command.append("-token_out")
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            with open("tsa.reply", "rb") as file: body = bytearray(file.read())
            if way == "signature": body[-1] ^= 1
            if way == "more": body += b"\0"
            return bytes(body)

        server = http.server.HTTPServer(("127.0.0.1", 0), Authority)
        # The server lives on in a process that has no end of a pipe or socket which the tests wait to see closed.
        child = os.fork()
        if child:
            print(server.server_port, child, flush=True)
            os._exit(0)
        os.closerange(3, server.fileno())
        os.closerange(server.fileno() + 1, 1 << 16)
        threading.Timer(600, os._exit, [0]).start()
        server.serve_forever()
        """#
}

extension Project {
    /// Arguments of `openssl` for a root certificate, and for what it issues.
    static let root = pair + " -days 1000 -addext keyUsage=critical,keyCertSign,cRLSign"
    static let leaf =
        pair + " -days 100 -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature"

    private static let pair = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

    func openssl(_ arguments: String) throws {
        try expect(run("openssl", arguments.split(separator: " ").map(String.init)))
    }
}
