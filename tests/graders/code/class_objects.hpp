// Programs with classes under test, context managers, coroutines and the like, and tests that take
// names from the library. Each is right, and wrong after one change.
#pragma once

#include <vector>

#include "tests/graders/code/program_objects.hpp"

namespace assay::test {

// clang-format off
inline const std::vector<ObjectCase> class_cases = {
    {"objects that the tests made, compared",
 R"(assert V(1, 2) == V(1, 2) and V(1, 2) != V(1, 3) and V(1, 2) != V(3, 2)
assert [v.x for v in sorted([V(3, 1), V(1, 1)])] == [1, 3])",
 R"(class V:
  def __init__(self, x, y): self.x, self.y = x, y
  def __add__(self, o): return V(self.x + o.x, self.y + o.y)
  def __mul__(self, k): return V(self.x * k, self.y * k)
  __rmul__ = __mul__
  def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
  def __lt__(self, o): return self.x < o.x
  def __contains__(self, v): return v in (self.x, self.y))",
 R"(self.y) == (o.x)",
 R"(self.y) != (o.x)"},
    {"operators of an object that the tests made, with values",
 R"(assert (V(1, 2) * 3).x == 3 and (2 * V(1, 2)).y == 4 and ((V(1, 1) + V(2, 2)) * 2).x == 6
assert 2 in V(1, 2) and 5 not in V(1, 2))",
 R"(class V:
  def __init__(self, x, y): self.x, self.y = x, y
  def __add__(self, o): return V(self.x + o.x, self.y + o.y)
  def __mul__(self, k): return V(self.x * k, self.y * k)
  __rmul__ = __mul__
  def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
  def __lt__(self, o): return self.x < o.x
  def __contains__(self, v): return v in (self.x, self.y))",
 R"(self.x * k)",
 R"(self.x + k)"},
    {"a member of an Enum",
 R"(assert f('a') == Color.RED and f('b') is Color.BLUE and f('b') != Color.RED
assert Color(2) == f('b') and Color['RED'] is f('a') and Color.RED.value == 1)",
 R"(from enum import Enum
class Color(Enum):
  RED = 1
  BLUE = 2
def f(x): return Color.RED if x == 'a' else Color.BLUE)",
 R"('a' else)",
 R"('b' else)"},
    {"a member of an IntEnum that the tests name",
 R"(assert f('a') == Color.RED and f('b') != Color.RED)",
 R"(from enum import IntEnum
class Color(IntEnum):
  RED = 1
  BLUE = 2
def f(x): return Color.RED if x == 'a' else Color.BLUE)",
 R"('a' else)",
 R"('b' else)"},
    {"attributes and arguments of exceptions",
 R"(for x in (3, 4):
  try:
    f(x)
  except MyError as e:
    assert e.code == x * x and str(e) == 'no' and e.args == ('no',)
  else:
    assert False
try:
  g(3)
except KeyError as e:
  assert e.args == (3,) and str(e) == '3')",
 R"(class MyError(Exception):
  def __init__(self, code):
    super().__init__('no')
    self.code = code
def f(x): raise MyError(x * x)
def g(x): return {}[x])",
 R"(x * x)",
 R"(x + x)"},
    {"times with an offset",
 R"(import datetime
utc = datetime.timezone.utc
assert f(datetime.datetime(2020, 1, 1, tzinfo=utc)) == datetime.datetime(2020, 1, 2, tzinfo=utc))",
 R"(import datetime
def f(d): return d + datetime.timedelta(1))",
 R"(timedelta(1))",
 R"(timedelta(2))"},
    {"a context manager",
 R"(with f(3) as value:
  assert value == 9
assert log() == ['in', 'out'])",
 R"(import contextlib
steps = []
@contextlib.contextmanager
def f(x):
  steps.append('in')
  yield x * x
  steps.append('out')
def log(): return steps)",
 R"(x * x)",
 R"(x + x)"},
    {"coroutines",
 R"(import asyncio
async def both(): return await asyncio.gather(f(3), f(4))
assert asyncio.run(both()) == [9, 16] and asyncio.run(f(2)) == 4)",
 R"(import asyncio
async def f(x):
  await asyncio.sleep(0.001)
  return x * x)",
 R"(x * x)",
 R"(x + x)"},
    {"a class that derives from another",
 R"(assert issubclass(B, A) and not issubclass(A, B))",
 R"(class A: pass
class B(A): pass)",
 R"(B(A))",
 R"(B)"},
    {"nodes of a tree that the program built",
 R"(t = build([1, 2, 3])
assert t.left.val == 2 and find(t, 2) is t.left and parent(t, t.left) == t)",
 R"(class Node:
  def __init__(self, val): self.val = val
def build(values):
  nodes = [Node(v) for v in values]
  nodes[0].left, nodes[0].right = nodes[1:]
  return nodes[0]
def find(t, v): return t.left if t.left.val == v else t.right
def parent(t, node): return t)",
 R"(== v)",
 R"(!= v)"},
    {"methods with names that data has, of a class under test",
 R"(t = Trie()
t.insert('ab')
assert t.startswith('a') and not t.startswith('b') and t.count() == 1)",
 R"(class Trie:
  def __init__(self): self.words = []
  def insert(self, w): self.words.append(w)
  def startswith(self, p): return any(w.startswith(p) for w in self.words)
  def count(self): return len(self.words))",
 R"(len(self.words))",
 R"(0)"},
    {"an object of a class that the tests do not name",
 R"(a = make()
a.deposit(5)
assert a.balance == 5
a.deposit(5)
assert a.balance == 10)",
 R"(class Account:
  balance = 0
  def deposit(self, x): self.balance += x
def make(): return Account())",
 R"(+= x)",
 R"(= x)"},
    {"what the tests take from the library without importing it",
 R"(assert f(3) == Counter('aaa') and isclose(g(2), 1.0))",
 R"(def f(x): return {'a': x}
def g(x): return x / 2)",
 R"(x / 2)",
 R"(x / 3)"},
    {"a function under test that the library has too",
 R"(assert gcd(4, 6) == 2 and h(3) == 4)",
 R"(def gcd(a, b): return a if not b else gcd(b, a % b)
def h(x): return x + 1)",
 R"(b else gcd(b, a % b))",
 R"(b else b)"},
    {"a namedtuple that the tests make",
 R"(assert f(1) == P(1, 2) and f(1) == (1, 2))",
 R"(from collections import namedtuple
P = namedtuple('P', 'x y')
def f(x): return P(x, x + 1))",
 R"(x + 1)",
 R"(x + 2)"},
    {"a class with one instance",
 R"(assert S() is S() and S() == S())",
 R"(class S:
  only = None
  def __new__(cls):
    cls.only = cls.only or object.__new__(cls)
    return cls.only)",
 R"(return cls.only)",
 R"(return object.__new__(cls))"},
    {"a container that is an attribute, changed by the tests",
 R"(s = S()
s.items.append(1)
s.items.append(2)
assert s.total() == 3 and s.items == [1, 2]
s.push(3)
s.items[0] = 5
assert s.total() == 10)",
 R"(class S:
  def __init__(self): self.items = []
  def push(self, x): self.items.append(x)
  def total(self): return sum(self.items))",
 R"(sum(self.items))",
 R"(len(self.items))"},
    {"what is expected is computed of the argument",
 R"(x = [3, 1, 2]
assert f(x) == sorted(x)
assert g(x) == x and x == [1, 2, 3])",
 R"(def f(x): return sorted(x)
def g(x):
  x.sort()
  return x)",
 R"(return sorted(x))",
 R"(return x)"},
    {"functions with a capital",
 R"(assert Sum(2, 3) == 5 and helper(1) == 2
assert helper(Sum(1, 1)) == 3)",
 R"(def Sum(a, b): return a + b
def helper(x): return x + 1)",
 R"(a + b)",
 R"(a - b)"},
    {"a function with a capital that the tests get as an argument",
 R"(def check(candidate):
  assert candidate(2, 3) == 5
check(Sum))",
 R"(def Sum(a, b): return a + b)",
 R"(a + b)",
 R"(a - b)"},
    {"a pickle",
 R"(import pickle
assert pickle.loads(f(3)) == {'a': 9})",
 R"(import pickle
def f(x): return pickle.dumps({'a': x * x}))",
 R"(x * x)",
 R"(x + x)"},
};
// clang-format on

}  // namespace assay::test
