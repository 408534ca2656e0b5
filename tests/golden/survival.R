# Expected values of src/stats/survival beyond ../shared/golden: late entry, strata, case weights, clusters, both tie methods,
# proportional-hazards tests, predicted curves. Run: Rscript tests/golden/survival.R > tests/golden/survival.json
# Made with R 4.2.2, survival 3.5-3.
library(survival)
options(digits = 15)
set.seed(42)
n <- 60
x1 <- round(rnorm(n), 2)
x2 <- rep(c(0, 1, 1), length.out = n)
stratum <- rep(c("a", "b"), length.out = n)
cluster <- rep(1:20, each = 3)
weight <- round(runif(n, 0.5, 2), 1)
time <- ceiling(rexp(n, 0.08 * exp(0.5 * x1 - 0.4 * x2)))
event <- as.integer(time <= 20)
time <- pmin(time, 20)
start <- pmax(0, pmin(time - 1, rep(c(0, 0, 2, 5), length.out = n)))

json <- function(v) {
  if (is.list(v)) paste0("{", paste0('"', names(v), '":', sapply(v, json), collapse = ","), "}")
  else {
    text <- if (is.character(v)) paste0('"', v, '"') else ifelse(is.na(v), "null", sub("NaN|NA", "null", formatC(unname(unclass(v)), digits = 15, width = 1, format = "g")))
    if (length(v) == 1 && !inherits(v, "AsIs")) text else paste0("[", paste(text, collapse = ","), "]")
  }
}
fitted <- function(fit) list(
  coefficients = I(unname(coef(fit))), standardErrors = I(unname(sqrt(diag(if (is.null(fit$naive.var)) fit$var else fit$naive.var)))),
  robust = I(unname(sqrt(diag(fit$var)))), logLikelihoodNull = fit$loglik[1], logLikelihood = fit$loglik[2],
  scoreTest = fit$score, concordance = unname(fit$concordance["concordance"]))
zph <- function(fit, transform) {
  z <- cox.zph(fit, transform = transform)
  list(chiSquare = I(unname(z$table[, 1])), p = I(unname(z$table[, 3])))
}
curve <- function(fit) {
  s <- summary(survfit(fit, newdata = data.frame(x1 = 0.5, x2 = 1), se.fit = TRUE), times = c(3, 8, 15))
  list(time = s$time, survival = s$surv, cumhaz = s$cumhaz, se = s$std.err / s$surv, lower = s$lower, upper = s$upper)
}
right <- Surv(time, event)
late <- Surv(start, time, event)
km <- survfit(late ~ 1)
keep <- km$n.event > 0
strat <- survdiff(right ~ x2 + strata(stratum))
cat(json(list(
  about = I("R 4.2.2, survival 3.5-3; script: tests/golden/survival.R"),
  inputs = list(x1 = x1, x2 = x2, stratum = stratum, cluster = cluster, weight = weight, time = time, event = event, start = start),
  lateEntry = list(time = km$time[keep], atRisk = km$n.risk[keep], survival = km$surv[keep], standardError = (km$std.err * km$surv)[keep]),
  stratifiedLogRank = list(chiSquare = strat$chisq, p = 1 - pchisq(strat$chisq, 1),
    observed = rowSums(strat$obs), expected = rowSums(strat$exp)),
  efron = fitted(coxph(right ~ x1 + x2)),
  weightedEfron = fitted(coxph(right ~ x1 + x2, weights = weight, robust = TRUE)),
  weightedBreslow = fitted(coxph(right ~ x1 + x2, weights = weight, robust = TRUE, ties = "breslow")),
  lateStratifiedClustered = fitted(coxph(late ~ x1 + x2 + strata(stratum), cluster = cluster)),
  lateStratifiedBreslow = fitted(coxph(late ~ x1 + x2 + strata(stratum), cluster = cluster, ties = "breslow")),
  zphKm = zph(coxph(right ~ x1 + x2), "km"),
  zphIdentity = zph(coxph(right ~ x1 + x2), "identity"),
  zphLogBreslow = zph(coxph(late ~ x1 + x2, ties = "breslow"), "log"),
  schoenfeld = list(first = I(unname(cox.zph(coxph(right ~ x1 + x2))$y[1, ])), last = I(unname(tail(cox.zph(coxph(right ~ x1 + x2))$y, 1)[1, ]))),
  curveEfron = curve(coxph(right ~ x1 + x2)),
  curveBreslow = curve(coxph(right ~ x1 + x2, ties = "breslow"))
)), "\n")
