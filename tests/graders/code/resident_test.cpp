// The driver judges one problem after another; the tests of none may find a trace of those before.
#include <string>
#include <vector>

#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

struct Trace {
  const char* left;  ///< by the tests of one problem
  const char* look;  ///< by those of the next: fails if it is there
};

const std::vector<Trace> traces = {
    {"leak = 1", "assert 'leak' not in globals()"},
    {"import builtins\nbuiltins.leak = 1", "import builtins\nassert not hasattr(builtins, 'leak')"},
    {"import builtins\nbuiltins.__dict__['leak'] = 1",
     "import builtins\nassert not hasattr(builtins, 'leak')"},
    {"import sys\nsys.setrecursionlimit(555)", "import sys\nassert sys.getrecursionlimit() != 555"},
    {"import random\nrandom.seed(7)",
     "import random\nassert random.getstate() != random.Random(7).getstate()"},
    {"import decimal\ndecimal.getcontext().prec = 3",
     "import decimal\nassert decimal.getcontext().prec == 28"},
    {"import math\nmath.leak = 1", "import math\nassert not hasattr(math, 'leak')"},
    {"import math\nsetattr(math, 'leak', 1)", "import math\nassert not hasattr(math, 'leak')"},
    {"from collections import Counter\nCounter.leak = 1",
     "from collections import Counter\nassert not hasattr(Counter, 'leak')"},
    {"import string\nvars(string)['leak'] = 1",
     "import string\nassert not hasattr(string, 'leak')"},
    {"import os\nos.environ['leak'] = '1'", "import os\nassert 'leak' not in os.environ"},
    {"import os\nos.chdir('/')", "import os\nassert os.getcwd() != '/'"},
    {"import os\nos.dup2(1, 9)",
     "import os\ntry: os.fstat(9)\nexcept OSError: pass\nelse: assert False"},
    {"import sys\nsys.path.append('leak')", "import sys\nassert 'leak' not in sys.path"},
    {"print('leak')", "import sys\nassert 'leak' not in sys.stdout.getvalue()"},
    {"exec('import math; math.leak = 1')", "import math\nassert not hasattr(math, 'leak')"},
};

Verdict judge(const Grader& grader, const std::string& setup, const std::string& program) {
  Problem problem = test::assert_problem({"assert f(2) == 2"});
  problem.tests->setup = setup;
  return grader.grade(problem, test::answer_with(program));
}

TEST_CASE("tests find nothing of the tests of another problem", "[code]") {
  const auto grader = test::code_grader_or_skip();
  if (grader == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  for (const Trace& trace : traces) {
    INFO(trace.left);
    CHECK(judge(*grader, trace.left, "def f(x): return x").kind == VerdictKind::correct);
    const Verdict next = judge(*grader, trace.look, "def f(x): return x");
    INFO(next.reason);
    CHECK(next.kind == VerdictKind::correct);
    // The control: within one problem the trace is seen.
    const std::string both = std::string(trace.left) + "\n" + trace.look;
    CHECK(judge(*grader, both, "def f(x): return x").kind == VerdictKind::incorrect);
  }
}

TEST_CASE("a program's end or size is felt by its own problem alone", "[code]") {
  const auto grader = test::code_grader_or_skip();
  if (grader == nullptr) {
    ASSAY_SKIP("no sandbox here");
  }
  for (const char* program :
       {"import os\ndef f(x): os._exit(0)", "def f(x): raise SystemExit", "def f(x): return 1 / 0",
        "def f(x): return [0] * 300000", "import datetime\ndef f(x): return datetime.date.min",
        "import os\nos.write(4, b'!!!!!!!!!!')\ndef f(x): return 2", "def f(x: return 2"}) {
    INFO(program);
    CHECK(judge(*grader, "", program).kind != VerdictKind::correct);
    CHECK(judge(*grader, "import sys\nassert 'datetime' not in sys.modules", "def f(x): return x")
              .kind == VerdictKind::correct);
  }
}

}  // namespace
}  // namespace assay
