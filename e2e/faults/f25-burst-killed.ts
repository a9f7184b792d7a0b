import { killInBurst } from "./burst";
import { compareFigures, type Fault, type ResultLine, reportMutant } from "./fault";
import type { TestEnv } from "./test-env";

const burst = { count: 10_000, kills: 50 };
const small = { count: 1_000, kills: 5 };

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  const { lost, doubled } = await killInBurst(burst);
  const real = compareFigures("a burst of 10,000 jobs, 50 kills", { lost: [lost, 0], doubled: [doubled, 0] });
  const unguarded = await testEnv.withMutant({}, () => killInBurst(small, { unguarded: true }));
  const prepare = [
    "create or replace function graphile_worker.force_unlock_workers(worker_ids text[]) returns void language sql as 'select'",
  ];
  const left = await testEnv.withMutant({ prepare }, () => killInBurst(small));
  return [
    real,
    reportMutant("the guard of a row's state", unguarded.doubled > 0, `${unguarded.doubled} of 1,000 done twice`),
    reportMutant("the look for dead processes", left.lost > 0, `${left.lost} of 1,000 lost`),
  ];
}

export const burstKilled: Fault = { id: "F25", name: "a worker killed 50 times in a burst of jobs", run };
