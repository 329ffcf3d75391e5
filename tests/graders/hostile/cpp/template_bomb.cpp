// Instantiates templates without end.
#include <bits/stdc++.h>
template <class A, class B> struct Pair {};
template <int n, class T> struct Bomb { typedef Bomb<n - 1, Pair<T, Bomb<n - 1, Pair<T, T>>>> next; typename next::next value; };
template <int n> struct Tree { Tree<n - 1> left; Tree<n + 1000> right; };
Tree<5> tree;
long digit_squares(long n) {
    return 0;
