// Programs whose objects cross to the tests, or the tests' to them. Each is right, and wrong after
// one change.
#pragma once

#include <vector>

namespace assay::test {

struct ObjectCase {
  const char* name;
  const char* test;
  const char* program;
  const char* right;  ///< in the program; in place of it
  const char* wrong;
};

// clang-format off
inline const std::vector<ObjectCase> object_cases = {
    {"a value",
 R"(assert f([1,2]) == [1,4])",
 R"(def f(x): return [v*v for v in x])",
 R"(v*v)",
 R"(v)"},
    {"a namedtuple with its fields and methods",
 R"(p = f()
assert p == (1, 2) and p.x == 1 and p._replace(x=3).x == 3 and p._asdict() == {'x': 1, 'y': 2} and isinstance(p, tuple) and len(p) == 2
assert g(p) == 6 and str(p) == 'P(x=1, y=2)')",
 R"(from collections import namedtuple
P = namedtuple('P', 'x y')
def f(): return P(1, 2)
def g(p): return p.x + p._replace(y=5).y)",
 R"(P(1, 2))",
 R"(P(2, 2))"},
    {"a Counter with its methods",
 R"(c = f()
assert c.most_common(1) == [('a', 2)] and c['z'] == 0 and c == {'a': 2, 'b': 1})",
 R"(from collections import Counter
def f(): return Counter('aab'))",
 R"(aab)",
 R"(abb)"},
    {"a defaultdict with its default",
 R"(d = f()
d['q'].append(1)
assert d == {'a': [1], 'q': [1]})",
 R"(from collections import defaultdict
def f(): return defaultdict(list, a=[1]))",
 R"(a=[1])",
 R"(a=[2])"},
    {"an OrderedDict with its methods",
 R"(d = f()
d.move_to_end('a')
assert list(d) == ['b', 'a'])",
 R"(from collections import OrderedDict
def f(): return OrderedDict(a=1, b=2))",
 R"(a=1, b=2)",
 R"(b=2, a=1, c=1)"},
    {"a deque with its methods",
 R"(d = f()
d.rotate(1)
assert list(d) == [3, 1, 2] and d.popleft() == 3)",
 R"(from collections import deque
def f(): return deque([1, 2, 3]))",
 R"(1, 2, 3)",
 R"(1, 3, 2)"},
    {"a deque changed in place",
 R"(import collections
d = collections.deque([1, 2])
f(d)
assert list(d) == [2, 1])",
 R"(def f(d): d.rotate(1))",
 R"(rotate(1))",
 R"(rotate(2))"},
    {"a keyword argument changed in place",
 R"(x = [3, 1]
f(xs=x)
assert x == [1, 3])",
 R"(def f(xs): xs.sort())",
 R"(sort())",
 R"(reverse() or xs.reverse())"},
    {"a nested list changed in place",
 R"(a = [[1], [2]]
row = a[0]
f(a)
assert row == [1, 9] and a == [[1, 9], [2]] and a[0] is row)",
 R"(def f(a): a[0].append(9))",
 R"(append(9))",
 R"(append(8))"},
    {"one list passed twice",
 R"(x = [1]
assert f(x, x) == [1, 5]
assert x == [1, 5])",
 R"(def f(a, b):
  a.append(5)
  return b)",
 R"(append(5))",
 R"(append(6))"},
    {"an argument returned as itself",
 R"(x = [1, 2]
assert f(x) is x)",
 R"(def f(x): return x)",
 R"(return x)",
 R"(return x[:])"},
    {"a list that holds itself",
 R"(a = []
a.append(a)
assert f(a))",
 R"(def f(a): return a[0] is a)",
 R"(is a)",
 R"(is not a)"},
    {"one list twice in another",
 R"(r = [1]
g = [r, r]
f(g)
assert g == [[2], [2]] and r == [2])",
 R"(def f(g): g[0][0] = 2)",
 R"(= 2)",
 R"(= 3)"},
    {"a member of an IntEnum",
 R"(c = f()
assert c == 2 and c.name == 'GREEN' and c.value == 2 and isinstance(c, int) and g(c))",
 R"(from enum import IntEnum
class C(IntEnum):
  RED = 1
  GREEN = 2
def f(): return C.GREEN
def g(c): return c is C.GREEN)",
 R"(return C.GREEN)",
 R"(return C.RED)"},
    {"a class of an Enum",
 R"(assert C.RED.value == 1 and [c.name for c in C] == ['RED', 'GREEN'] and C['RED'] is C.RED and C(2) is C.GREEN and f(C.RED) == 'RED')",
 R"(from enum import Enum
class C(Enum):
  RED = 1
  GREEN = 2
def f(c): return c.name)",
 R"(RED = 1)",
 R"(RED = 3)"},
    {"class methods, static methods and attributes of a class",
 R"(assert Temp.from_f(212).c == 100 and Temp.zero() == 0 and Temp.UNIT == 'C')",
 R"(class Temp:
  UNIT = 'C'
  def __init__(self, c): self.c = c
  @classmethod
  def from_f(cls, f): return cls((f - 32) * 5 / 9)
  @staticmethod
  def zero(): return 0)",
 R"(5 / 9)",
 R"(5 / 8)"},
    {"attributes of a function",
 R"(fib.cache_clear()
assert fib(10) == 55 and fib.cache_info().currsize == 11)",
 R"(import functools
@functools.lru_cache(None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2))",
 R"(n < 2)",
 R"(n < 3)"},
    {"operators between objects of the program, their text and items",
 R"(a, b = V(1, 2), V(3, 4)
c = a + b
assert (c.x, c.y) == (4, 6) and repr(c) == 'V(4, 6)' and abs(b) == 5 and (-a).x == -1 and list(c) == [4, 6] and len(a) == 2 and f'{a}' == 'V(1, 2)')",
 R"(class V:
  def __init__(self, x, y): self.x, self.y = x, y
  def __add__(self, o): return V(self.x + o.x, self.y + o.y)
  def __neg__(self): return V(-self.x, -self.y)
  def __abs__(self): return (self.x ** 2 + self.y ** 2) ** .5
  def __repr__(self): return 'V(%d, %d)' % (self.x, self.y)
  def __len__(self): return 2
  def __getitem__(self, i): return (self.x, self.y)[i]
  def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
)",
 R"(self.x + o.x)",
 R"(self.x - o.x)"},
    {"isinstance of the program's class",
 R"(assert isinstance(V(1, 2), V) and not isinstance(3, V))",
 R"(class V:
  def __init__(self, x, y): self.x, self.y = x, y
  def __add__(self, o): return V(self.x + o.x, self.y + o.y)
  def __neg__(self): return V(-self.x, -self.y)
  def __abs__(self): return (self.x ** 2 + self.y ** 2) ** .5
  def __repr__(self): return 'V(%d, %d)' % (self.x, self.y)
  def __len__(self): return 2
  def __getitem__(self, i): return (self.x, self.y)[i]
  def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
)",
 R"(class V:)",
 R"(class W: pass
def V(x, y): return W()
class U:)"},
    {"a class that derives from list",
 R"(m = M()
m.push(3); m.push(4)
assert m == [3, 4] and len(m) == 2 and m.top() == 4 and list(m) == [3, 4] and m[0] == 3 and 4 in m and isinstance(m, list)
m.append(9)
assert m[-1] == 9 and m.pop() == 9 and sorted(m) == [3, 4])",
 R"(class M(list):
  def push(self, x): self.append(x)
  def top(self): return self[-1])",
 R"(self.append(x))",
 R"(self.append(x + 1))"},
    {"a class that derives from dict",
 R"(d = D()
d.put(1, 2)
assert d.get(1) == 2 and d.get(5) == -1 and d == {1: 2} and dict(d) == {1: 2} and d[1] == 2)",
 R"(class D(dict):
  def put(self, k, v): self[k] = v
  def get(self, k): return self[k] if k in self else -1)",
 R"(else -1)",
 R"(else -2)"},
    {"a NamedTuple with methods",
 R"(s = S(3, 4)
assert s.area() == 12 and s == (3, 4) and s.w == 3)",
 R"(from typing import NamedTuple
class S(NamedTuple):
  w: int
  h: int
  def area(self): return self.w * self.h)",
 R"(self.w * self.h)",
 R"(self.w + self.h)"},
    {"an iteration without end",
 R"(import itertools
assert list(itertools.islice(F(), 5)) == [0, 1, 1, 2, 3])",
 R"(class F:
  def __iter__(self):
    a, b = 0, 1
    while True:
      yield a
      a, b = b, a + b)",
 R"(b, a + b)",
 R"(b, a - b)"},
    {"more items than are asked for at once",
 R"(assert sum(1 for _ in F()) == 2500 and len(list(F())) == 2500 and list(F())[-1] == 2499)",
 R"(class F:
  def __iter__(self): return iter(range(2500)))",
 R"(2500)",
 R"(2501)"},
    {"an exception of the program's own",
 R"(try:
  f()
except MyError as e:
  assert str(e) == 'no'
else:
  assert False)",
 R"(class MyError(Exception): pass
class Sub(MyError): pass
def f(): raise Sub('no'))",
 R"(raise Sub)",
 R"(raise ValueError)"},
    {"operators of an object of the tests",
 R"(class N:
  def __init__(s, v): s.v = v
  def __eq__(s, o): return s.v == o.v
  def __getitem__(s, i): return s.v[i]
  def __len__(s): return len(s.v)
  def __lt__(s, o): return s.v < o.v
  def __contains__(s, x): return x in s.v
assert f(N([1, 2]), N([1, 2])) == (True, 1, 2, False, True))",
 R"(def f(a, b): return (a == b, a[0], len(a), a < b, 2 in a))",
 R"(a[0])",
 R"(a[1])"},
    {"what has no operators of its own among the objects of the tests",
     R"(assert f(lambda x: x, (x for x in [1, 2, 3])) == (False, True, 6))",
     R"(def f(g, xs): return g == None, 2 in xs, sum([g(1), g(2), *xs]))",
     R"(2 in xs)", R"(5 in xs)"},
    {"identity of an object of the tests",
 R"(class N:
  pass
a, b = N(), N()
assert f(a, a) is True and f(a, b) is False and g([a, b], b) == 1)",
 R"(def f(a, b): return a == b
def g(xs, b): return xs.index(b))",
 R"(a == b)",
 R"(a != b)"},
    {"a Counter of the tests",
 R"(from collections import Counter
assert f(Counter('aab')) == 'a')",
 R"(def f(c): return c.most_common(1)[0][0])",
 R"(most_common(1)[0])",
 R"(most_common()[-1])"},
    {"a cycle of the program's objects",
 R"(n = N(1)
n.next = N(2, n)
assert f(n) is n)",
 R"(class N:
  def __init__(self, v, next=None): self.v, self.next = v, next
def f(n): return n.next.next)",
 R"(n.next.next)",
 R"(n.next)"},
    {"a text that is evaluated",
 R"(assert eval(f(3)) == 9)",
 R"(def f(x): return '%d * %d' % (x, x))",
 R"(x, x))",
 R"(x, 2))"},
    {"a text that is executed",
 R"(ns = {}
exec(f(3), ns)
assert ns['g'](2) == 6)",
 R"(def f(x): return 'def g(y): return y * %d' % x)",
 R"(y * %d)",
 R"(y + %d)"},
    {"texts of the tests that a program evaluates too",
 R"(for e in ('3 * 4', 'max(5, 6)'): assert f(e) == eval(e)
assert g(2) == '2 * 2' and eval(g(2)) == eval(f'{2} * {2}') == 4)",
 R"(def f(e): return eval(e)
def g(x): return f'{x} * {x}')",
 R"(eval(e))",
 R"(e)"},
    {"an object as a number, before it changes and after",
 R"(import math
a = A(3)
assert math.pow(a, 2) == 9 and int(a) == 3 and round(a) == 3 and str(a) == '3'
a.inc()
assert math.pow(a, 2) == 16 and int(a) == 4 and round(a) == 4 and str(a) == '4')",
 R"(class A:
    def __init__(self, value): self.value = value
    def inc(self): self.value += 1
    def __float__(self): return float(self.value)
    def __int__(self): return self.value
    def __round__(self): return self.value
    def __str__(self): return str(self.value))",
 R"(+= 1)",
 R"(+= 0)"},
    {"an iterator whose text says how far it is",
 R"(c = C()
assert str(c) == '0' and next(c) == 1 and str(c) == '1')",
 R"(class C:
    at = 0
    def __iter__(self): return self
    def __next__(self): self.at += 1; return self.at
    def __str__(self): return str(self.at))",
 R"(+= 1)",
 R"(+= 2)"},
    {"an object that becomes true",
 R"(s = S()
assert not s and len(s) == 0
s.add(1)
assert s and len(s) == 1
s.clear()
assert not s)",
 R"(class S:
    def __init__(self): self.items = []
    def add(self, item): self.items.append(item)
    def clear(self): self.items = []
    def __len__(self): return len(self.items))",
 R"(self.items = []
    def __len__)",
 R"(pass
    def __len__)"},
    {"a function with the name of a module",
 R"(assert bisect([1, 2, 4], 3) == 2 and sorted(queue([1])) == [1])",
 R"(def bisect(x, v): return sum(each < v for each in x)
def queue(x): return x)",
 R"(<)",
 R"(>)"},
    {"texts of the tests that are evaluated",
 R"(assert f(1) == 1
assert eval('f(2)') == 4 and eval('1 + 1') == 2)",
 R"(def f(x): return x * x)",
 R"(x * x)",
 R"(x * 3)"},
    {"a text of the tests that is compiled",
 R"(assert f(3) == 9
code = compile('a = f(4)', 's', 'exec')
exec(code)
assert a == 16)",
 R"(def f(x): return x * x)",
 R"(x * x)",
 R"(x * 3)"},
    {"a function out of a text",
 R"(g = eval(f('x'))
assert g(2) == 3)",
 R"(def f(v): return 'lambda %s: %s + 1' % (v, v))",
 R"(+ 1)",
 R"(- 1)"},
};
// clang-format on

}  // namespace assay::test
