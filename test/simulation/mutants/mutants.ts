import { AFTERMATH_MUTANTS } from './aftermath.ts';
import { CLAIM_MUTANTS } from './claims.ts';
import { JUDGEMENT_MUTANTS } from './judgement.ts';
import type { Mutant } from './mutant.ts';
import { RECORD_MUTANTS } from './records.ts';

/** What must not pass unnoticed. */
export const MUTANTS: readonly Mutant[] = [
  ...CLAIM_MUTANTS,
  ...JUDGEMENT_MUTANTS,
  ...RECORD_MUTANTS,
  ...AFTERMATH_MUTANTS,
];
