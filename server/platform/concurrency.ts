/**
 * Runs at most `count` tasks at a time in this process; the others wait in order of arrival. `work` receives whether it
 * had to wait: what it read before may be stale.
 */
export function createSemaphore(count: number): <T>(work: (waited: boolean) => Promise<T>) => Promise<T> {
  let free = count;
  const queue: (() => void)[] = [];
  return async (work) => {
    const waited = free === 0;
    if (waited) await new Promise<void>((resume) => queue.push(resume));
    else free--;
    try {
      return await work(waited);
    } finally {
      const next = queue.shift();
      if (next) next();
      else free++;
    }
  };
}

/**
 * Shares one result among concurrent calls with the same key. The returned function runs `load`, or joins the call in
 * flight; nothing is cached after it settles. The result may be as old as the first of these calls.
 */
export function createSingleFlight<T>(): (key: string, load: () => Promise<T>) => Promise<T> {
  const inFlight = new Map<string, Promise<T>>();
  return (key, load) => {
    const running = inFlight.get(key);
    if (running) return running;
    const started = load().finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };
}

/**
 * Answers the calls of one turn of the event loop together. `load` gets what they ask, and resolves to an answer for
 * each, in that order; its failure is that of all of them.
 */
export function createBatch<Question, Answer>(
  load: (questions: Question[]) => Promise<Answer[]>,
): (question: Question) => Promise<Answer> {
  let current: { questions: Question[]; answers: Promise<Answer[]> } | null = null;
  function begin() {
    const questions: Question[] = [];
    const answers = new Promise(setImmediate).then(() => {
      current = null;
      return load(questions);
    });
    return { questions, answers };
  }
  return async (question) => {
    current ??= begin();
    const { questions, answers } = current;
    const place = questions.push(question) - 1;
    return (await answers)[place] as Answer;
  };
}
