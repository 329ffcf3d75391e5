#include <iostream>

int sign(int a, int b) { return (a > b) - (a < b); }

int main() {
  int t, a, b, c, d;
  for (std::cin >> t; t-- && std::cin >> a >> b >> c >> d;) {
    const int straight = sign(a, c) + sign(b, d);
    const int crossed = sign(a, d) + sign(b, c);
    std::cout << 2 * (straight > 0) + 2 * (crossed > 0) << '\n';
  }
}
