// Sleeps without using time.
#include <bits/stdc++.h>
long digit_squares(long n) {
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
