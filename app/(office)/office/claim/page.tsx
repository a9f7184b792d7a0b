import { ClaimPage } from "@/components/office/claim-page";

export default function Page() {
  return <ClaimPage />;
}
