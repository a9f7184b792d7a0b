import { OfficeHome } from "@/components/office/office-home";

export default function Page() {
  return <OfficeHome />;
}
