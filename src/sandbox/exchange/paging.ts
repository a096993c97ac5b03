import { randomUUID } from 'node:crypto';

import { expiredPagination } from './errors.ts';

/** What a continuation has to repeat of the request it continues. */
export interface PageRequest {
  readonly cmdlet: string;
  readonly anchor: string | undefined;
  readonly connection: string | undefined;
  readonly size: number;
}

/** One page of an answer. */
export interface Page {
  readonly rows: readonly object[];
  /** Names the rest; undefined for the last page. */
  readonly next: string | undefined;
}

/** Pages of answers that were begun; the rest of an answer is what it was when it was begun. */
export interface Paging {
  begin(rows: readonly object[], request: PageRequest): Page;
  /** Throws Exchange's 400 for a token unknown, or brought with another anchor or connection: another server would have it. */
  continue(token: string, request: PageRequest): Page;
}

/** No pages yet. */
export function createPaging(): Paging {
  const begun = new Map<string, { rows: readonly object[]; request: PageRequest }>();
  const cut = (rows: readonly object[], request: PageRequest): Page => {
    const rest = rows.slice(request.size);
    if (rest.length === 0) return { rows, next: undefined };
    const next = randomUUID();
    begun.set(next, { rows: rest, request });
    return { rows: rows.slice(0, request.size), next };
  };
  return {
    begin: cut,
    continue(token, request) {
      const found = begun.get(token);
      const same =
        found?.request.cmdlet === request.cmdlet &&
        found.request.anchor === request.anchor &&
        found.request.connection === request.connection &&
        request.connection !== undefined;
      if (!found || !same) throw expiredPagination();
      return cut(found.rows, request);
    },
  };
}
