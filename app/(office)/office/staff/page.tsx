import { StaffPage } from "@/components/office/staff-page";

export default function Page() {
  return <StaffPage />;
}
