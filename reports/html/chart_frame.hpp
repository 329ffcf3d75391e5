// What all charts of the page share: the drawing area, axes with ticks, the figure around them.
#pragma once

#include <string>

namespace assay::html {

/// The drawing area in user units; the view box is `width` x `height`. Shares are in [0, 1].
struct Frame {
  static constexpr double width = 520;
  static constexpr double height = 280;
  static constexpr double left = 58;
  static constexpr double right = 508;
  static constexpr double top = 14;
  static constexpr double bottom = 232;

  static double x(double share) { return left + share * (right - left); }
  static double y(double share) { return bottom - share * (bottom - top); }
};

[[nodiscard]] std::string y_tick(double share, const std::string& label);
[[nodiscard]] std::string x_tick(double share, const std::string& label);

/// 0, 25, ... 100 on the y axis.
[[nodiscard]] std::string percent_ticks();

[[nodiscard]] std::string axes(const std::string& x_title, const std::string& y_title);

/// A point at (x, value) with a bar of ± error; `title` is its tooltip.
[[nodiscard]] std::string point_with_error(double x, double value, double error,
                                           const std::string& title);

/// `title`, `legend` and `numbers` (the chart's data as a table) are markup.
[[nodiscard]] std::string figure(const std::string& title, const std::string& drawing,
                                 const std::string& legend, const std::string& numbers);

}  // namespace assay::html
