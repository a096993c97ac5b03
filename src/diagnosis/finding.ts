/** What a finding is about: the section of the docs that explains it. */
export type FindingArea =
  'configuration' | 'approvers' | 'credential' | 'clock' | 'exchange' | 'graph' | 'branches' | 'workflows';

/** One thing that was looked at, whether it is as it should be, and what mends it. */
export interface Finding {
  /** Null for what concerns the whole repository. */
  readonly tenant: string | null;
  readonly area: FindingArea;
  /** A short, stable name. */
  readonly check: string;
  /** `unknown`: it could not be found out, which is no yes. */
  readonly status: 'ok' | 'problem' | 'unknown';
  readonly message: string;
  /** The exact command or portal step; null where nothing is to be done. */
  readonly remedy: string | null;
}

/** A finding about how the repository is set up. */
export interface PosturePoint extends Finding {
  /** Whether `reconcile --require-posture` refuses to run without it. */
  readonly required: boolean;
  /** Whether it is unknown only because nobody answered: asking again may be all it takes. */
  readonly passing: boolean;
}

/** Makes findings about one thing. */
export interface Findings {
  ok(message: string): Finding;
  problem(message: string, remedy: string): Finding;
  unknown(message: string, remedy: string): Finding;
}

/** Findings about one check of an area, of a tenant or (null) of the whole repository. */
export function about(tenant: string | null, area: FindingArea, check: string): Findings {
  const what = { tenant, area, check };
  return {
    ok: (message) => ({ ...what, status: 'ok', message, remedy: null }),
    problem: (message, remedy) => ({ ...what, status: 'problem', message, remedy }),
    unknown: (message, remedy) => ({ ...what, status: 'unknown', message, remedy }),
  };
}
