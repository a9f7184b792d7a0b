import { CashShiftsPage } from "@/components/register/cash-shifts-page";

export default function Page() {
  return <CashShiftsPage />;
}
