#include <iostream>

int main() {
  int t;
  long long low, high;
  for (std::cin >> t; t-- && std::cin >> low >> high;) {
    long long length = 1;
    for (long long step = 1; low + step <= high; ++step, ++length) low += step;
    std::cout << length << '\n';
  }
}
