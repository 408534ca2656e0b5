# Expected values of src/stats/longitudinal beyond ../shared/golden: smoothing, seasonal naive, two-way clustered panel errors.
# Run: Rscript tests/golden/longitudinal.R > tests/golden/longitudinal.json
# Made with R 4.2.2 (stats, datasets), forecast 8.20, sandwich 3.0-2.
options(digits = 15)
json <- function(v) {
  if (is.list(v)) paste0("{", paste0('"', names(v), '":', sapply(v, json), collapse = ","), "}")
  else if (length(v) == 1) format(v, digits = 15) else paste0("[", paste(format(as.numeric(v), digits = 15, trim = TRUE), collapse = ","), "]")
}
smoothing <- function(fit, h) {
  p <- predict(fit, h, prediction.interval = TRUE, level = 0.95)
  list(weights = c(fit$alpha, if (is.numeric(fit$beta)) fit$beta, if (is.numeric(fit$gamma)) fit$gamma), sse = fit$SSE,
    forecast = p[, "fit"], lower = p[, "lwr"], upper = p[, "upr"])
}
co <- window(co2, start = 1980)
snaive <- forecast::snaive(AirPassengers, h = 14, level = 95)
set.seed(7)
panel <- expand.grid(time = 1:6, unit = 1:25)
panel <- panel[-sample(nrow(panel), 30), ]
panel$agent <- 1 + (panel$unit + panel$time) %% 8
panel$x <- round(rnorm(nrow(panel)) + panel$unit / 5, 3)
panel$z <- round(rnorm(nrow(panel)) + panel$time / 3, 3)
panel$y <- round(2 * panel$x - panel$z + panel$unit + rnorm(25)[panel$unit] * panel$x + rnorm(nrow(panel)), 3)
two <- lm(y ~ x + z + factor(unit) + factor(time), panel)
one <- lm(y ~ x + z + factor(unit), panel)
cr <- function(fit, type) sqrt(diag(sandwich::vcovCL(fit, cluster = panel$unit, type = type, cadjust = type == "HC1")))[2:3]
cat(json(list(
  panel = list(data = as.list(panel),
    twoWay = list(coef = coef(two)[2:3], se = summary(two)$coefficients[2:3, 2], cr1 = cr(two, "HC1"), df = df.residual(two)),
    unit = list(coef = coef(one)[2:3], cr0 = cr(one, "HC0"))),
  data = list(nile = Nile, uspop = as.numeric(uspop), co2 = as.numeric(co), air = as.numeric(AirPassengers)),
  levelFixed = smoothing(HoltWinters(Nile, alpha = 0.3, beta = FALSE, gamma = FALSE), 5),
  levelFitted = smoothing(HoltWinters(Nile, beta = FALSE, gamma = FALSE), 5),
  trendFixed = smoothing(HoltWinters(as.numeric(uspop), alpha = 0.8, beta = 0.4, gamma = FALSE), 4),
  seasonFixed = smoothing(HoltWinters(co, alpha = 0.5, beta = 0.02, gamma = 0.4), 14),
  seasonFitted = smoothing(HoltWinters(co), 14),
  oddSeasonFixed = smoothing(HoltWinters(ts(as.numeric(Nile), frequency = 7), alpha = 0.2, beta = 0.1, gamma = 0.3), 9),
  seasonalNaive = list(forecast = snaive$mean, lower = snaive$lower, upper = snaive$upper)
)), "\n")
