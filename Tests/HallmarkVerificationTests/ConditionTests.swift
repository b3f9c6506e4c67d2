import HallmarkCore
import HallmarkStatement
import HallmarkVerification
import Testing

struct ConditionTests {
    private static let predicate = """
        {"result":"PASSED","count":3,"size":"5000000000","exact":9007199254740993,"flag":true,"nothing":null,
        "time":"2027-01-01T00:00:00Z","builder":{"id":"https://example.com/builder"},"a b":1,"ratio":1.5,
        "levels":["one","two"],"empty":[],
        "files":[{"name":"m","verdict":"safe"},{"name":"n","verdict":"safe"},{"name":"o"}],
        "good":[{"v":"safe"},{"v":"safe"}],"mixed":[{"v":"safe"},{"v":"bad"}]}
        """

    private func value(_ text: String) throws -> Bool? {
        let predicate = try JSONParser.parse(Array(Self.predicate.utf8))
        let statement = Statement(
            subjects: [sha256("s", digest("s"))],
            predicateType: "https://example.com/p/v1",
            predicate: predicate
        )
        return try Condition(text).isMet(by: statement)
    }

    @Test(arguments: [
        #"predicate.result == "PASSED""#, #"predicate.result == 'PASSED'"#, #"predicate.result != "FAILED""#,
        "predicate.count == 3", "predicate.count < 4", "predicate.count <= 3", "predicate.count > 2",
        "predicate.count >= 3", "2 < predicate.count", "predicate.exact == 9007199254740993",
        "predicate.exact != 9007199254740992", "predicate.size > 4999999999", #"predicate.size >= "5000000000""#,
        #"predicate.time < "2027-01-02T00:00:00Z""#, "predicate.flag == true", "predicate.nothing == null",
        #"predicate.result in ["WARNED", "PASSED"]"#, #""two" in predicate.levels"#, #"predicate.levels[1] == "two""#,
        #"predicate["a b"] == 1"#, #"predicate.builder.id == "https://example.com/builder""#,
        #"predicateType == "https://example.com/p/v1""#, "has predicate.builder", "not has predicate.builders",
        #"all predicate.good[*].v == "safe""#, #"any predicate.mixed[*].v == "bad""#,
        #""n" in predicate.files[*].name"#,
        #"all predicate.mixed[*].v in ["safe", "bad"]"#,
        #"predicate.count == 1 or predicate.count == 3"#, #"predicate.count == 3 and not predicate.flag == false"#,
        #"not (predicate.count == 1 or predicate.count == 2)"#,
        // A part that is unknown decides nothing where the other part suffices.
        #"predicate.absent == 1 or predicate.flag == true"#,
    ])
    func isMet(text: String) throws {
        #expect(try value(text) == true)
    }

    @Test(arguments: [
        #"predicate.result == "passed""#, "predicate.count == 4", "predicate.exact == 9007199254740992",
        #"predicate.result in ["WARNED"]"#, #""three" in predicate.levels"#, "has predicate.absent",
        #"all predicate.mixed[*].v == "safe""#, #"any predicate.good[*].v == "bad""#,
        #"predicate.flag == true and predicate.count == 4"#, #"predicate.absent == 1 and predicate.count == 4"#,
    ])
    func isNotMet(text: String) throws {
        #expect(try value(text) == false)
    }

    @Test(arguments: [
        // What is left out never satisfies a condition, and turning the condition round changes nothing.
        #"predicate.absent == "x""#, #"not predicate.absent == "x""#, #"predicate.absent != "x""#,
        #"predicate.count == "3""#, #"predicate.count != "3""#, "predicate.result < 3", "predicate.ratio < 2",
        #"predicate.levels == "one""#, "predicate.result in predicate.builder", #"predicate.builder != "x""#,
        "predicate.levels[7] == 1", "predicate.result[0] == 1",
        // Of nothing, nothing is said.
        #"all predicate.empty[*].v == "safe""#, #"any predicate.absent[*].v == "safe""#,
        #"all predicate.result[*].v == "safe""#, #"any predicate.good[*].v == "safe" and predicate.absent == 1"#,
    ])
    func isUnknown(text: String) throws {
        #expect(try value(text) == nil)
    }

    @Test func everyElementHasToHaveWhatIsAskedOfAll() throws {
        // The third file says nothing of a verdict, and what is left out satisfies nothing.
        #expect(try value(#"all predicate.files[*].verdict == "safe""#) == nil)
        #expect(try value(#"all predicate.files[*].verdict == "bad""#) == false)
        #expect(try value(#"any predicate.files[*].verdict == "safe""#) == true)
        #expect(try value(#"any predicate.files[*].verdict == "bad""#) == nil)
        #expect(try value(#"all predicate.files[*] == "safe""#) == nil)
    }

    @Test(arguments: [
        "", " ", "predicate", "predicate.result", "predicate.result ==", #"predicate.result = "x""#,
        #""x" == "x""#, "1 == 1", #"result == "PASSED""#, #"predicate.result == "PASSED"#,
        #"predicate.result == PASSED"#,
        #"predicate.result == "a\nb""#, "predicate.count == 1.5", "predicate.count == 01", "predicate.count == 0x10",
        "predicate.count == 99999999999999999999", "(predicate.count == 1", "predicate.count == 1)",
        "predicate.count == 1 predicate.count == 2", "predicate..count == 1", "predicate.[1] == 1",
        "predicate[-1] == 1", "predicate[* == 1", "predicate.levels[*] == 1", #"all predicate.levels == "one""#,
        "not", "all", "has", "has 1", "and predicate.count == 1", #"predicate.result in ["a",]"#,
        #"predicate.result in ["a""#, "predicate.count == 1 && predicate.count == 2", "system('x') == 1",
        String(repeating: "not ", count: 40) + "predicate.count == 1",
        String(repeating: "(", count: 40) + "predicate.count == 1" + String(repeating: ")", count: 40),
        "predicate.result in " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
        "predicate." + String(repeating: "x", count: Condition.maximumSize) + " == 1",
    ])
    func refusesWhatIsNoCondition(text: String) {
        do {
            _ = try Condition(text)
            Issue.record("\(text) was read")
        } catch {
            #expect(error.code == .malformedPolicy)
        }
    }
}
