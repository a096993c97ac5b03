import { ConfigurationError } from '../support/errors.ts';
import type { Attention, ReconcileResult } from '../reconcile/types.ts';

/** What a command says to the shell: 0 fine, 1 refused, 2 misconfigured, 3 something could not be asked. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Of several, 2 before 3 before 1. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return ([2, 3, 1] as const).find((code) => codes.includes(code)) ?? 0;
}

/** The exit code of a run. */
export function exitCodeOf({ results, failures, drift }: ReconcileResult): ExitCode {
  const attentions = [...results, ...failures].map(({ attention }) => codeFor(attention));
  const damaged = drift.some(({ kind }) => kind === 'RecordDamaged');
  return worstExitCode([...attentions, ...(damaged ? [1 as const] : [])]);
}

/** The exit code of what each thing that was looked at asks for. */
export function exitCodeOfAttentions(attentions: readonly Attention[]): ExitCode {
  return worstExitCode(attentions.map(codeFor));
}

/** The exit code of an error that ended a command. */
export function exitCodeOfError(error: unknown): ExitCode {
  return error instanceof ConfigurationError ? 2 : 3;
}

function codeFor(attention: Attention): ExitCode {
  const codes = { none: 0, refused: 1, misconfigured: 2, unreachable: 3 } as const;
  return codes[attention];
}
