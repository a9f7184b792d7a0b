import { StoresOffice } from "@/components/stores/office/stores-office";

export default function Page() {
  return <StoresOffice />;
}
