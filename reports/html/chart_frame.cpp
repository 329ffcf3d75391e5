#include "reports/html/chart_frame.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::html {

std::string y_tick(double share, const std::string& label) {
  return fmt::format(R"(<line class="grid" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)"
                     R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)",
                     Frame::left, Frame::right, Frame::y(share), Frame::y(share), Frame::left - 7,
                     Frame::y(share) + 4, label);
}

std::string x_tick(double share, const std::string& label) {
  return fmt::format(R"(<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>)"
                     R"(<text x="{0:.1f}" y="{3:.1f}" text-anchor="middle">{4}</text>)",
                     Frame::x(share), Frame::bottom, Frame::bottom + 5, Frame::bottom + 20, label);
}

std::string percent_ticks() {
  std::string ticks;
  for (const int tick : {0, 25, 50, 75, 100}) {
    ticks += y_tick(tick / 100.0, std::to_string(tick));
  }
  return ticks;
}

std::string axes(const std::string& x_title, const std::string& y_title) {
  const double middle = (Frame::top + Frame::bottom) / 2;
  return fmt::format(
      R"(<line class="axis" x1="{0:.1f}" x2="{1:.1f}" y1="{2:.1f}" y2="{2:.1f}"/>)"
      R"(<text x="{3:.1f}" y="{4:.1f}" text-anchor="middle">{5}</text>)"
      R"svg(<text x="12" y="{6:.1f}" text-anchor="middle" transform="rotate(-90 12 {6:.1f})">{7}</text>)svg",
      Frame::left, Frame::right, Frame::bottom, (Frame::left + Frame::right) / 2, Frame::height - 8,
      x_title, middle, y_title);
}

std::string point_with_error(double x, double value, double error, const std::string& title) {
  std::string marks;
  if (error > 0) {
    marks =
        fmt::format(R"(<line class="bar" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>)", x,
                    Frame::y(std::max(0.0, value - error)), Frame::y(std::min(1.0, value + error)));
  }
  return marks +
         fmt::format(
             R"(<circle class="point" cx="{:.1f}" cy="{:.1f}" r="4"><title>{}</title></circle>)", x,
             Frame::y(value), title);
}

std::string figure(const std::string& title, const std::string& drawing, const std::string& legend,
                   const std::string& numbers) {
  return fmt::format(
      "<figure><figcaption>{0}</figcaption>{1}"
      R"(<svg viewBox="0 0 {2} {3}" role="img" aria-label="{0}">{4}</svg>)"
      "<details><summary>Numbers</summary>{5}</details></figure>\n",
      title, legend, Frame::width, Frame::height, drawing, numbers);
}

}  // namespace assay::html
