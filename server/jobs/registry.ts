import { checkInvariantsJob } from "./check-invariants";
import { deleteCodesJob } from "./delete-codes";
import { deleteOldChangesJob } from "./delete-old-changes";
import { deleteReplacedRunsJob } from "./delete-replaced-runs";
import { eraseLateWritesJob } from "./erase-late-writes";
import { expireGrantsJob } from "./expire-grants";
import { expireHelpRequestsJob } from "./expire-help-requests";
import { expireOrdersJob } from "./expire-orders";
import { expirePickupsJob } from "./expire-pickups";
import { expireShiftsJob } from "./expire-shifts";
import { failImportsJob } from "./fail-imports";
import { processRefundsJob } from "./process-refunds";
import { processWaitlistsJob } from "./process-waitlists";
import { reconcilePaymentsJob } from "./reconcile-payments";
import { remindOfPickupsJob } from "./remind-of-pickups";
import { retryMergesJob } from "./retry-merges";
import { sendMessagesJob } from "./send-messages";

/** All background work of the shop; each runs once in the cluster, whatever the number of processes. */
export const jobs = [
  checkInvariantsJob,
  deleteCodesJob,
  deleteOldChangesJob,
  deleteReplacedRunsJob,
  eraseLateWritesJob,
  expireGrantsJob,
  expireHelpRequestsJob,
  expireOrdersJob,
  expirePickupsJob,
  expireShiftsJob,
  failImportsJob,
  processRefundsJob,
  processWaitlistsJob,
  reconcilePaymentsJob,
  remindOfPickupsJob,
  retryMergesJob,
  sendMessagesJob,
];
