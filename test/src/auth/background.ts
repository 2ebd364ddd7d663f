/** Keeps what would go to `waitUntil`, and waits for it when the test wants. */
export function collectWork() {
  const works: Promise<unknown>[] = [];
  return {
    background: (work: Promise<unknown>) => void works.push(work),
    settle: () => Promise.all(works.splice(0)),
  };
}
