import type { TenantFailure } from '../reconcile/types.ts';
import type { Console } from './console.ts';

/** Warns of every tenant that could not be asked. */
export function warnOfFailures(failures: readonly TenantFailure[], { progress }: Pick<Console, 'progress'>): void {
  for (const { tenant, message, hint } of failures) {
    progress.warn(`${tenant}: ${message}${hint === undefined ? '' : `; ${hint}`}`);
  }
}
