#include <cmath>
#include <iostream>

// Lattice points of column x whose squared distance is below `limit`.
long long column(long long x, long long limit) {
  const long long rest = limit - 1 - x * x;
  if (rest < 0) return 0;
  long long y = std::sqrt((long double)rest);
  while (y * y > rest) --y;
  while ((y + 1) * (y + 1) <= rest) ++y;
  return 2 * y + 1;
}

int main() {
  int t;
  std::cin >> t;
  while (t--) {
    long long r, sum = 0;
    std::cin >> r;
    for (long long x = -r; x <= r; ++x) sum += column(x, (r + 1) * (r + 1)) - column(x, r * r);
    std::cout << sum << '\n';
  }
}
