import type { Account } from '../../ports/github.ts';
import type { Answer } from './answer.ts';

/** GitHub's `ghost` stands in for every deleted account, so it is nobody. */
const GHOST_ID = 10137;

/** Reads an account from any of the shapes GitHub gives one in; null where there is none or only a ghost. */
export function accountIn(answer: Answer | null): Account | null {
  if (!answer || answer.empty) return null;
  const id = answer.whole('id');
  return id === GHOST_ID ? null : { id, login: answer.text('login'), type: answer.textOrNull('type') ?? 'Unknown' };
}
