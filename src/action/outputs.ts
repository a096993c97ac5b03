import type { CommandOutcome } from '../report/command-outcome.ts';

/** A longer document stays in its file: what a job may hand on is limited, and a longer one would fail the job. */
const LONGEST_RESULT = 200_000;

/** What later steps and jobs can ask for; action.yml describes each. */
export function outputsOf(
  { exitCode, json, document: { results = [], tenants } }: CommandOutcome,
  file: string | undefined,
): Readonly<Record<string, string>> {
  return {
    'exit-code': String(exitCode),
    result: json.length <= LONGEST_RESULT ? json.trim() : '',
    'result-file': file ?? '',
    changed: String(results.some(({ changed }) => changed)),
    ...(tenants ? { tenants: JSON.stringify(tenants) } : {}),
  };
}
