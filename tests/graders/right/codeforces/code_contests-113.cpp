#include <algorithm>
#include <iostream>

int main() {
  int t;
  long long x, y;
  int p, q;
  for (std::cin >> t; t-- && std::cin >> x >> p >> y >> q;) {
    const int shared = std::min(p, q);
    for (int i = std::min(p - shared, 7); i > 0; --i) x *= 10;
    for (int i = std::min(q - shared, 7); i > 0; --i) y *= 10;
    std::cout << (x < y ? '<' : x > y ? '>' : '=') << '\n';
  }
}
