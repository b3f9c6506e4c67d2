import Foundation

/// A line on standard error for work that takes longer than a second: on a terminal only, gone when the work is done.
final class Progress: Sendable {
    private let task: Task<Void, Never>?

    init(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else {
            self.task = nil
            return
        }
        self.task = Task {
            var seconds = 1
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(text) … \(seconds) s".utf8))
                seconds += 1
            }
            if seconds > 1 { try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8)) }
        }
    }

    /// Ends the line.
    func finish() async {
        task?.cancel()
        await task?.value
    }

    /// Runs a body under a progress line.
    static func show<Value>(_ text: String, _ body: () async throws -> Value) async throws -> Value {
        let progress = Progress(text)
        do {
            let value = try await body()
            await progress.finish()
            return value
        } catch {
            await progress.finish()
            throw error
        }
    }
}
