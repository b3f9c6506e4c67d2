#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// One connection to the socket of an ssh-agent, closed with its owner.
///
/// The steady clock is read to end a wait, never for a result.
struct SSHAgentConnection: ~Copyable {
    private let descriptor: Int32
    private let deadline: ContinuousClock.Instant

    /// Connects to a socket; all that follows must be done before the timeout.
    init(to path: String, timeout: Duration) throws(SigningError) {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        descriptor = socket(AF_UNIX, kind, 0)
        deadline = .now + timeout
        guard descriptor >= 0 else { throw Self.failure("no socket could be opened") }
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            throw Self.failure("the socket could not be set up")
        }
        #if canImport(Darwin)
        var isOn: Int32 = 1
        guard unsafe setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &isOn, socklen_t(MemoryLayout<Int32>.size)) == 0
        else { throw Self.failure("the socket could not be set up") }
        #endif
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard !bytes.isEmpty, !bytes.contains(0), bytes.count < capacity else {
            throw SigningError(.signing, "the socket of the ssh-agent needs a path of 1 to \(capacity - 1) bytes")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, size) }
        }
        guard status == 0 else {
            throw Self.failure("no ssh-agent answers at \(path); start one: eval \"$(ssh-agent)\"")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends bytes.
    func send(_ bytes: [UInt8]) throws(SigningError) {
        #if canImport(Glibc)
        let flags = Int32(MSG_NOSIGNAL)
        #else
        let flags: Int32 = 0
        #endif
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: POLLOUT)
            let count = unsafe rest.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, flags)
                #else
                unsafe Darwin.send(descriptor, buffer.baseAddress, buffer.count, flags)
                #endif
            }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { throw Self.failure("the ssh-agent takes no request") }
            rest = rest.dropFirst(count)
        }
    }

    /// Receives exactly `count` bytes.
    func receive(_ count: Int) throws(SigningError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            try wait(for: POLLIN)
            let received = unsafe bytes.withUnsafeMutableBytes { buffer in
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return unsafe recv(descriptor, free.baseAddress, free.count, 0)
            }
            if received < 0, errno == EINTR || errno == EAGAIN { continue }
            guard received != 0 else { throw SigningError(.signing, "the ssh-agent ended its answer too early") }
            guard received > 0 else { throw Self.failure("the ssh-agent gives no answer") }
            filled += received
        }
        return bytes
    }

    private func wait(for events: Int32) throws(SigningError) {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw SigningError(.signing, "the ssh-agent did not answer in time") }
            // A part of a millisecond counts as one, so that the loop does not spin.
            let milliseconds = Int32(
                clamping: left.components.seconds.multipliedReportingOverflow(by: 1000).partialValue
            )
            let part = Int32(left.components.attoseconds / 1_000_000_000_000_000) + 1
            var request = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
            let status = unsafe poll(&request, 1, milliseconds.addingReportingOverflow(part).partialValue)
            if status > 0 { return }
            guard status == 0 || errno == EINTR else { throw Self.failure("the ssh-agent cannot be waited for") }
        }
    }

    private static func failure(_ reason: String) -> SigningError {
        SigningError(.signing, "\(reason) (\(unsafe String(cString: strerror(errno))))")
    }
}
