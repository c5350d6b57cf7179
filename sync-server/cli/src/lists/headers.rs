//! What companies call the columns of their lists, in Chinese and English. One table: a header that is not known yet is
//! added here, and nowhere else.

use doorstep_packs::lists::Field;

type Titles = &'static [&'static str];

/// The number of a row in its own list.
const OWN: Titles = &["编号", "编码", "id", "no", "external id"];
const CUSTOMER: Titles = &[
    "客户编号",
    "客户编码",
    "客户号",
    "业主编号",
    "会员号",
    "customer id",
    "customer no",
    "customer number",
    "customer key",
];
const SITE: Titles = &[
    "地点编号",
    "地点编码",
    "地址编号",
    "地址编码",
    "房号编码",
    "房产编号",
    "房屋编号",
    "站点编号",
    "网点编号",
    "site id",
    "site no",
    "site number",
    "site key",
    "location id",
];
const JOB: Titles = &[
    "单号",
    "工单号",
    "工单编号",
    "派工单号",
    "订单号",
    "job id",
    "job no",
    "job number",
    "work order",
    "work order no",
    "order no",
];
const NAME: Titles =
    &["姓名", "客户", "客户名称", "客户姓名", "业主", "业主姓名", "customer name", "full name"];
const PHONE: Titles =
    &["电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "telephone", "mobile", "phone number"];
const ADDRESS: Titles =
    &["地址", "客户地址", "详细地址", "服务地址", "上门地址", "住址", "site address", "street"];
const ZONE: Titles = &["时区", "timezone", "tz"];
const SERVICE: Titles = &["服务", "服务类型", "业务类型", "service type"];
const REPORT: Titles =
    &["报修内容", "问题描述", "报修描述", "描述", "内容", "故障描述", "description", "problem", "request"];
const REPORTED: Titles = &["报修时间", "登记时间", "受理时间", "reported at", "created", "created at"];
const START: Titles =
    &["预约时间", "上门时间", "开始时间", "appointment", "start time", "scheduled", "scheduled at"];
const END: Titles = &["结束时间", "预约结束时间", "end time"];
const USERS: Titles =
    &["维修人员", "工程师", "技师", "派工人员", "处理人", "technician", "technicians", "assigned to"];
const EMERGENCY: Titles = &["紧急", "是否紧急", "急修", "urgent"];
const PUBLIC: Titles = &["公共区域", "公区", "public area"];

pub(super) const CUSTOMERS: &[Field] = &[
    Field::required("key", CUSTOMER).or(OWN),
    Field::required("name", NAME),
    Field::optional("phone", PHONE),
];

pub(super) const SITES: &[Field] = &[
    Field::required("key", SITE).or(OWN),
    Field::required("address", ADDRESS),
    Field::required("time_zone", ZONE),
    Field::optional("customer", CUSTOMER),
];

pub(super) const JOBS: &[Field] = &[
    Field::required("key", JOB).or(OWN),
    Field::required("service", SERVICE),
    Field::required("report", REPORT),
    Field::optional("customer", CUSTOMER),
    Field::optional("name", NAME),
    Field::optional("phone", PHONE),
    Field::optional("site", SITE),
    Field::optional("address", ADDRESS),
    Field::optional("time_zone", ZONE),
    Field::optional("reported", REPORTED),
    Field::optional("start", START),
    Field::optional("end", END),
    Field::optional("users", USERS),
    Field::optional("emergency", EMERGENCY),
    Field::optional("public", PUBLIC),
];

#[cfg(test)]
mod tests {
    use super::{CUSTOMERS, JOBS, SITES};

    #[test]
    fn no_header_could_be_two_fields_of_one_list() {
        for fields in [CUSTOMERS, SITES, JOBS] {
            let mut seen = std::collections::BTreeSet::new();
            for title in fields.iter().flat_map(|field| field.titles.iter().chain(field.others)) {
                assert!(seen.insert(title), "{title}");
            }
        }
    }
}
