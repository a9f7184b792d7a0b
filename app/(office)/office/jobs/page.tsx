import { JobsPage } from "@/components/office/jobs-page";

export default function Page() {
  return <JobsPage />;
}
