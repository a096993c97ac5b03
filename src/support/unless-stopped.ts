/**
 * Waits for work until the signal is aborted, and then throws its reason at once. What was begun is not ended, only nobody
 * waits for it any more: never wrap what changes anything outside.
 */
export async function unlessStopped<T>(stop: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (!stop) return work();
  stop.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const onAbort = (): void => stopped.reject(stop.reason);
  stop.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work(), stopped.promise]);
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
}
