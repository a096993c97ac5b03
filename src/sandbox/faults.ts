/** The systems the sandbox imitates, each on a port of its own. */
export type SystemName = 'exchange' | 'graph' | 'entra' | 'oidc' | 'github' | 'git' | 'webhook';

/** Which requests a fault strikes; what is left out matches everything. */
export interface FaultMatch {
  readonly method?: string;
  /** Text that the path with its query holds, or a pattern it matches. */
  readonly path?: string | RegExp;
  /** The Exchange cmdlet in the body. */
  readonly cmdlet?: string;
  /** Text that the body holds, or a pattern it matches. */
  readonly body?: string | RegExp;
}

/** An answer as text. */
export interface FaultAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request as whoever answers it can quote it. */
export interface QuotableRequest extends FaultTarget {
  readonly authorization: string | undefined;
}

/** What goes wrong. Several parts combine: a delay or pause comes first, then a reset or hang wins over an answer. */
export interface Fault {
  /** `before` (default): the request takes no effect. `after`: it is carried out, and only its answer is spoilt. */
  readonly when?: 'before' | 'after';
  readonly delayMs?: number;
  /** Holds the request (`before`) or its answer (`after`) until the promise settles; its sender may be killed meanwhile. */
  readonly pause?: (target: FaultTarget) => Promise<void>;
  /** The answer's status; without it the real status stays. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text or bytes as they are, anything else as JSON. */
  readonly body?: string | Uint8Array | object;
  /** Makes the answer from the real one: the request is carried out, as with `after`. */
  readonly reshape?: (answer: FaultAnswer) => FaultAnswer;
  /** Makes the answer from the request, as a proxy that shows what it was sent: nothing is carried out. */
  readonly quote?: (request: QuotableRequest) => FaultAnswer;
  /**
   * After half of the answer's body the connection breaks, or stays silent until the client gives up. Without a status and
   * body of its own it is the real answer that is cut, and the request is carried out.
   */
  readonly halfway?: 'reset' | 'hang';
  /** The connection breaks without an answer. */
  readonly reset?: boolean;
  /** The connection stays open and silent until the client gives up. */
  readonly hang?: boolean;
}

/** A fault and the requests it strikes. */
export interface FaultRule {
  /** Every system where it is left out. */
  readonly system?: SystemName;
  readonly match?: FaultMatch | ((target: FaultTarget) => boolean);
  /** How many matching requests it strikes; 1 by default, `Infinity` for all. */
  readonly times?: number;
  /** How many matching requests it lets pass first. */
  readonly skip?: number;
  readonly fault: Fault;
}

/** A fault that was added. */
export interface ActiveFault {
  /** How many requests it has struck. */
  struck(): number;
  remove(): void;
}

/** One request as faults see it. */
export interface FaultTarget {
  readonly system: SystemName;
  readonly method: string;
  readonly path: string;
  readonly cmdlet: string | undefined;
  readonly body: string;
}

/** The faults of a world, in the order they were added. */
export interface Faults {
  add(rule: FaultRule): ActiveFault;
  clear(): void;
  /** The first fault that strikes a request, counted as having struck it. */
  strike(target: FaultTarget): Fault | undefined;
}

/** An empty list of faults: everything works until one is added. */
export function createFaults(): Faults {
  let active: { rule: FaultRule; seen: number; struck: number }[] = [];
  return {
    add(rule) {
      const entry = { rule, seen: 0, struck: 0 };
      active.push(entry);
      return {
        struck: () => entry.struck,
        remove() {
          active = active.filter((other) => other !== entry);
        },
      };
    },
    clear() {
      active = [];
    },
    strike(target) {
      for (const entry of active) {
        if (!matches(entry.rule, target)) continue;
        entry.seen += 1;
        if (entry.seen <= (entry.rule.skip ?? 0) || entry.struck >= (entry.rule.times ?? 1)) continue;
        entry.struck += 1;
        return entry.rule.fault;
      }
      return undefined;
    },
  };
}

function matches({ system, match = {} }: FaultRule, target: FaultTarget): boolean {
  if (system !== undefined && system !== target.system) return false;
  if (typeof match === 'function') return match(target);
  if (match.method !== undefined && match.method.toUpperCase() !== target.method) return false;
  if (match.cmdlet !== undefined && match.cmdlet.toLowerCase() !== target.cmdlet?.toLowerCase()) return false;
  return holds(target.path, match.path) && holds(target.body, match.body);
}

function holds(text: string, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}
