/** A function to be made small: its value at a point; the gradient is written into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly maxIterations?: number;
  /** Pairs of steps and changes of the gradient that are kept. */
  readonly memory?: number;
  /** Ends when the largest number of the gradient is below. */
  readonly tolerance?: number;
  /** About the inverse Hessian times a vector: how steps are scaled before any was made. */
  readonly precondition?: ((vector: Float64Array) => Float64Array<ArrayBuffer>) | undefined;
}

const SUFFICIENT_DECREASE = 1e-4;
const MOST_HALVINGS = 40;
const LEAST_CURVATURE = 1e-12;

/**
 * Minimises a smooth convex function by L-BFGS with a backtracking line search (Nocedal and Wright, Numerical
 * Optimization, 2006, algorithms 3.1, 7.4 and 7.5).
 * @returns the point, its value, and after how many iterations
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions = {},
): { readonly point: Float64Array; readonly value: number; readonly iterations: number } {
  const { maxIterations = 200, memory = 8, tolerance = 1e-5, precondition } = options;
  const n = start.length;
  let point = start.slice();
  let gradient = new Float64Array(n);
  let value = objective(point, gradient);
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  let iterations = 0;
  for (; iterations < maxIterations && largest(gradient) > tolerance; iterations++) {
    const direction = descentDirection(gradient, pairs, precondition);
    const slope = dot(direction, gradient);
    const trial = new Float64Array(n);
    const trialGradient = new Float64Array(n);
    let step = pairs.length === 0 && !precondition ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    let trialValue = Number.POSITIVE_INFINITY;
    let halvings = 0;
    for (; halvings < MOST_HALVINGS; halvings++, step /= 2) {
      for (let i = 0; i < n; i++) trial[i] = point[i]! + step * direction[i]!;
      trialValue = objective(trial, trialGradient);
      if (trialValue <= value + SUFFICIENT_DECREASE * step * slope) break;
    }
    if (halvings === MOST_HALVINGS) break;
    const s = trial.map((x, i) => x - point[i]!);
    const y = trialGradient.map((g, i) => g - gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > LEAST_CURVATURE) pairs.push({ s, y, rho: 1 / curvature });
    if (pairs.length > memory) pairs.shift();
    [point, gradient, value] = [trial, trialGradient, trialValue];
  }
  return { point, value, iterations };
}

/** Minus the inverse Hessian's estimate times the gradient: the two loops of algorithm 7.4. */
function descentDirection(
  gradient: Float64Array,
  pairs: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
  precondition: LbfgsOptions['precondition'],
): Float64Array {
  let q = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (const { s, y, rho } of [...pairs].reverse()) {
    const alpha = rho * dot(s, q);
    alphas.push(alpha);
    addScaled(q, y, -alpha);
  }
  const last = pairs.at(-1);
  if (precondition) q = precondition(q);
  else if (last) {
    const gamma = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i]! *= gamma;
  }
  for (const [index, { s, y, rho }] of pairs.entries()) addScaled(q, s, alphas.at(-1 - index)! - rho * dot(y, q));
  return q;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
