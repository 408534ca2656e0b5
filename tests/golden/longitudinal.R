# Expected values of src/stats/longitudinal beyond ../shared/golden: smoothing, seasonal naive, two-way clustered panel errors.
# Run: Rscript tests/golden/longitudinal.R > tests/golden/longitudinal.json
# Made with R 4.2.2 (stats, datasets), forecast 8.20.
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
cat(json(list(
  data = list(nile = Nile, uspop = as.numeric(uspop), co2 = as.numeric(co), air = as.numeric(AirPassengers)),
  levelFixed = smoothing(HoltWinters(Nile, alpha = 0.3, beta = FALSE, gamma = FALSE), 5),
  levelFitted = smoothing(HoltWinters(Nile, beta = FALSE, gamma = FALSE), 5),
  trendFixed = smoothing(HoltWinters(as.numeric(uspop), alpha = 0.8, beta = 0.4, gamma = FALSE), 4),
  seasonFixed = smoothing(HoltWinters(co, alpha = 0.5, beta = 0.02, gamma = 0.4), 14),
  seasonFitted = smoothing(HoltWinters(co), 14),
  oddSeasonFixed = smoothing(HoltWinters(ts(as.numeric(Nile), frequency = 7), alpha = 0.2, beta = 0.1, gamma = 0.3), 9),
  seasonalNaive = list(forecast = snaive$mean, lower = snaive$lower, upper = snaive$upper)
)), "\n")
