// Computes without end while it is compiled.
#include <bits/stdc++.h>
constexpr long endless() { long sum = 0; for (unsigned long i = 0; i < ~0UL; i++) sum += i; return sum; }
template <long n> struct Value {};
template <int n> constexpr long fibonacci() { if constexpr (n < 2) return n; else return fibonacci<n - 1>() + fibonacci<n - 2>(); }
constexpr long deep(int n) { return n < 2 ? n : deep(n - 1) + deep(n - 2) + n % 7; }
Value<deep(45)> value;
Value<endless()> other;
long digit_squares(long n) {
    return 0;
