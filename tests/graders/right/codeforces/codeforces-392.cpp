#include <iostream>

int main() {
  int t;
  long long n, m, r, c;
  for (std::cin >> t; t-- && std::cin >> n >> m >> r >> c;) {
    std::cout << m - c + (n - r) * (2 * m - 1) << '\n';
  }
}
