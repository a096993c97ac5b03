import type { Account } from '../../ports/github.ts';

/** GitHub's `ghost` stands in for every deleted account, so it is nobody. */
const GHOST_ID = 10137;

/** Reads an account from any of the shapes GitHub gives one in; null where there is none or only a ghost. */
export function accountOf(data: object | null | undefined): Account | null {
  if (!data || !('id' in data) || !('login' in data) || typeof data.login !== 'string') return null;
  const id = Number(data.id);
  if (!Number.isSafeInteger(id) || id === GHOST_ID) return null;
  return { id, login: data.login, type: 'type' in data && typeof data.type === 'string' ? data.type : 'Unknown' };
}
