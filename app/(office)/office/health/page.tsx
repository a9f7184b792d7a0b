import { HealthPage } from "@/components/office/health-page";

export default function Page() {
  return <HealthPage />;
}
