import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { InputError } from "../../base/errors.ts";
import type { LinearData } from "./cross-products.ts";
import type { LinearFit } from "./linear.ts";
import { centredBread, contrasts, residualsOf, rowReader, uncentred } from "./residuals.ts";
import { apply, bilinear, multiply, sandwich, standardErrorsOf, toRows } from "./symmetric.ts";

/** CR0 plain, CR1 times G/(G−1)·(N−1)/(N−K), CR2 bias-reduced (Bell and McCaffrey). */
export type ClusterType = "CR0" | "CR1" | "CR2";

/** A covariance that allows any dependence within clusters. */
export interface ClusterCovariance {
  type: ClusterType;
  covariance: number[][];
  standardErrors: number[];
  /** Number of clusters. */
  clusters: number;
  /** Degrees of freedom of each coefficient: G − 1, Satterthwaite's with CR2. */
  df: number[];
}

/**
 * Cluster-robust covariance of a least squares fit: errors of one customer may hang together in any way.
 *
 * The convention here is CR1 with t(G − 1) from 40 clusters on, CR2 with Satterthwaite's degrees of freedom below.
 * CR2 is computed with k × k matrices only, so a large cluster costs no more than its rows.
 * @param data the data of the fit; a row may be a cell of one cluster
 * @param clusterOf cluster of each row, any whole numbers
 * @throws InputError `input.sample_too_small` with fewer than two clusters, `input.shape_mismatch` when lengths differ
 * @see Cameron & Miller (2015), J. Hum. Resour. 50, 317–372; Bell & McCaffrey (2002), Surv. Methodol. 28, 169–181;
 *   Pustejovsky & Tipton (2018), J. Bus. Econ. Stat. 36, 672–683 (clubSandwich)
 * @example
 * const data = { design: designOf({ score: [1, 2, 3, 4, 5, 6] }), y: [2, 3, 5, 4, 6, 8] };
 * clusterCovariance({ data, fit: fitLinear(data), clusterOf: [1, 1, 2, 2, 3, 3], type: "CR1" }).standardErrors[1]; // 0.1190
 */
export function clusterCovariance(options: {
  data: LinearData;
  fit: LinearFit;
  clusterOf: ArrayLike<number>;
  type?: ClusterType;
}): ClusterCovariance {
  const { data, fit, clusterOf } = options;
  const groups = clusterRows(clusterOf, data.design.n);
  const clusters = groups.length;
  const type = options.type ?? (clusters < 40 ? "CR2" : "CR1");
  const k = fit.terms.length;
  const bread = centredBread(fit);
  if (type === "CR2") return biasReduced({ data, fit, groups, bread });
  const meat = new Float64Array(k * k);
  eachCluster({ data, fit, groups }, ({ score }) => addOuter(meat, score));
  const scale = type === "CR1" ? (clusters / (clusters - 1)) * ((fit.n - 1) / fit.dfResidual) : 1;
  const covariance = uncentred(
    sandwich(bread, meat, k).map((v) => v * scale),
    fit,
  );
  const df = fit.terms.map(() => clusters - 1);
  return { type, covariance, standardErrors: standardErrorsOf(covariance), clusters, df };
}

/**
 * Two-way clustered covariance V_a + V_b − V_ab, such as customer and agent.
 *
 * CR1 factors on V_a and V_b, none on V_ab, as in Thompson (2011) and `multi0 = TRUE` of R's sandwich package.
 * Negative eigenvalues, which the subtraction can leave, are set to 0.
 * @returns degrees of freedom: the smaller number of clusters minus 1
 * @throws InputError as {@link clusterCovariance}
 * @see Cameron, Gelbach & Miller (2011), J. Bus. Econ. Stat. 29, 238–249
 * @example
 * const data = { design: designOf({ score: [1, 2, 3, 4, 5, 6, 7, 8] }), y: [2, 3, 5, 4, 6, 8, 7, 9] };
 * const [customer, agent] = [[1, 1, 2, 2, 3, 3, 4, 4], [1, 2, 3, 1, 2, 3, 1, 2]];
 * twoWayClusterCovariance({ data, fit: fitLinear(data), first: customer, second: agent }).df[1]; // 2
 */
export function twoWayClusterCovariance(options: {
  data: LinearData;
  fit: LinearFit;
  first: ArrayLike<number>;
  second: ArrayLike<number>;
}): ClusterCovariance {
  const { data, fit, first, second } = options;
  const both = crossing(first, second);
  const a = clusterCovariance({ data, fit, clusterOf: first, type: "CR1" });
  const b = clusterCovariance({ data, fit, clusterOf: second, type: "CR1" });
  const ab = clusterCovariance({ data, fit, clusterOf: both, type: "CR0" });
  const sum = a.covariance.map((row, i) => row.map((x, j) => x + b.covariance[i]![j]! - ab.covariance[i]![j]!));
  const covariance = nearestSemidefinite(sum);
  const clusters = Math.min(a.clusters, b.clusters);
  const df = fit.terms.map(() => clusters - 1);
  return { type: "CR1", covariance, standardErrors: standardErrorsOf(covariance), clusters, df };
}

/** Rows of each cluster, by counting sort. */
function clusterRows(clusterOf: ArrayLike<number>, n: number): Uint32Array[] {
  if (clusterOf.length !== n)
    throw new InputError("input.shape_mismatch", `${clusterOf.length} clusters for ${n} rows.`);
  const codes = new Map<number, number>();
  const sizes: number[] = [];
  const coded = Uint32Array.from({ length: n }, (_, i) => {
    const id = clusterOf[i]!;
    let code = codes.get(id);
    if (code === undefined) {
      code = codes.size;
      codes.set(id, code);
      sizes.push(0);
    }
    sizes[code]! += 1;
    return code;
  });
  if (sizes.length < 2)
    throw new InputError("input.sample_too_small", "Clustered errors need at least two clusters.", {
      details: { clusters: sizes.length },
    });
  const groups = sizes.map((size) => new Uint32Array(size));
  const filled = new Uint32Array(sizes.length);
  for (let i = 0; i < n; i++) groups[coded[i]!]![filled[coded[i]!]!++] = i;
  return groups;
}

interface ClusterSweep {
  data: LinearData;
  fit: LinearFit;
  groups: Uint32Array[];
}

/** A cluster's X′WX and its score X′We. */
interface ClusterPart {
  gram: Float64Array;
  score: Float64Array;
}

/** Calls `use` with each cluster's parts; the arrays are reused between calls. */
function eachCluster({ data, fit, groups }: ClusterSweep, use: (part: ClusterPart) => void): void {
  const k = fit.terms.length;
  const residuals = residualsOf(data, fit);
  const read = rowReader(data, fit);
  const x = new Float64Array(k);
  const part = { gram: new Float64Array(k * k), score: new Float64Array(k) };
  for (const rows of groups) {
    part.gram.fill(0);
    part.score.fill(0);
    for (const i of rows) {
      const w = (data.weights?.[i] ?? 1) * (data.frequencies?.[i] ?? 1);
      read(i, x);
      for (let a = 0; a < k; a++) {
        part.score[a]! += w * residuals[i]! * x[a]!;
        for (let b = 0; b < k; b++) part.gram[a * k + b]! += w * x[a]! * x[b]!;
      }
    }
    use(part);
  }
}

/**
 * CR2 in k dimensions. With M = (X′WX)⁻¹ = LL′ and L′S_gL = VΛV′ for a cluster's S_g, the adjustment
 * (I − H_gg)^(−½) of its n_g residuals acts on its score as I + S_g L V diag(((1−λ)^(−½) − 1)/λ) V′L′.
 */
function biasReduced(parts: ClusterSweep & { bread: Float64Array }): ClusterCovariance {
  const { fit, groups, bread } = parts;
  const k = fit.terms.length;
  const root = lowerRoot(bread, k);
  const meat = new Float64Array(k * k);
  const satterthwaite = fit.terms.map(() => ({ trace: 0, squares: 0, outer: new Float64Array(k * k) }));
  const directions = contrasts(fit);
  eachCluster(parts, ({ gram, score }) => {
    const { half, full } = adjustments(gram, root, k);
    const adjusted = add(score, apply(multiply(gram, half, k), score, k));
    addOuter(meat, adjusted);
    // T = X′AX of the cluster and X′A²X, from which Satterthwaite's moments follow.
    const t = add(gram, multiply(multiply(gram, half, k), gram, k));
    const t2 = add(gram, multiply(multiply(gram, full, k), gram, k));
    satterthwaite.forEach((sum, c) => {
      const direction = apply(bread, directions[c]!, k);
      const v = apply(t, direction, k);
      const overlap = bilinear(v, bread, v);
      const own = bilinear(direction, t2, direction) - overlap;
      sum.trace += own;
      sum.squares += own * own - overlap * overlap;
      addOuter(sum.outer, v);
    });
  });
  const covariance = uncentred(sandwich(bread, meat, k), fit);
  return {
    type: "CR2",
    covariance,
    standardErrors: standardErrorsOf(covariance),
    clusters: groups.length,
    df: satterthwaite.map(({ trace, squares, outer }) => {
      const product = multiply(outer, bread, k);
      return (trace * trace) / (squares + traceOfSquare(product, k));
    }),
  };
}

/** k-dimensional parts of (I − H)^(−½) − I and (I − H)^(−1) − I; directions that a cluster alone determines drop out. */
function adjustments(gram: Float64Array, root: Float64Array, k: number): { half: Float64Array; full: Float64Array } {
  const inner = multiply(multiply(transpose(root, k), gram, k), root, k);
  const decomposition = new EigenvalueDecomposition(new Matrix(toRows(inner, k)), { assumeSymmetric: true });
  const vectors = decomposition.eigenvectorMatrix;
  const half = new Float64Array(k * k);
  const full = new Float64Array(k * k);
  decomposition.realEigenvalues.forEach((lambda, e) => {
    if (lambda < 1e-14) return;
    const determined = lambda > 1 - 1e-9;
    const inverse = determined ? 0 : 1 / (1 - lambda);
    const v = apply(root, vectors.getColumn(e), k);
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++) {
        half[a * k + b]! += (v[a]! * v[b]! * (Math.sqrt(inverse) - 1)) / lambda;
        full[a * k + b]! += (v[a]! * v[b]! * (inverse - 1)) / lambda;
      }
  });
  return { half, full };
}

/** Lower L with LL′ = A for a positive definite A, by rows. */
function lowerRoot(a: Float64Array, k: number): Float64Array {
  const l = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * k + j]!;
      for (let m = 0; m < j; m++) sum -= l[i * k + m]! * l[j * k + m]!;
      l[i * k + j] = i === j ? Math.sqrt(Math.max(sum, 0)) : l[j * k + j]! > 0 ? sum / l[j * k + j]! : 0;
    }
  return l;
}

function transpose(a: Float64Array, k: number): Float64Array {
  return a.map((_, index) => a[(index % k) * k + Math.floor(index / k)]!);
}

function traceOfSquare(a: Float64Array, k: number): number {
  let sum = 0;
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) sum += a[i * k + j]! * a[j * k + i]!;
  return sum;
}

const add = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x + b[i]!);

function addOuter(into: Float64Array, v: Float64Array): void {
  const k = v.length;
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) into[a * k + b]! += v[a]! * v[b]!;
}

/** One code for each pair of codes that occurs. */
function crossing(first: ArrayLike<number>, second: ArrayLike<number>): Uint32Array {
  const codes = new Map<string, number>();
  return Uint32Array.from({ length: first.length }, (_, i) => {
    const key = `${first[i]}|${second[i]}`;
    const code = codes.get(key) ?? codes.size;
    codes.set(key, code);
    return code;
  });
}

function nearestSemidefinite(matrix: number[][]): number[][] {
  const decomposition = new EigenvalueDecomposition(new Matrix(matrix), { assumeSymmetric: true });
  if (decomposition.realEigenvalues.every((x) => x >= 0)) return matrix;
  const vectors = decomposition.eigenvectorMatrix;
  const values = Matrix.diag(decomposition.realEigenvalues.map((x) => Math.max(0, x)));
  return vectors.mmul(values).mmul(vectors.transpose()).to2DArray();
}
