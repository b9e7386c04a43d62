# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script of the page: filters of the heat map, and a way from a cell to its check. The page reads without it."""

from __future__ import annotations

# What is filtered is in the table already: classes of cells, and severity and profile of the heads of columns.
SCRIPT = """
(function(){
"use strict";
var byId=function(id){return document.getElementById(id)};
var map=byId("heat"),form=byId("filters");
function reveal(){
  var target=location.hash&&byId(decodeURIComponent(location.hash.slice(1)));
  if(target&&target.tagName==="DETAILS"){target.open=true}
}
addEventListener("hashchange",reveal);
reveal();
var closed=[];
addEventListener("beforeprint",function(){
  closed=[].slice.call(document.querySelectorAll("details:not([open])"));
  closed.forEach(function(one){one.open=true});
});
addEventListener("afterprint",function(){closed.forEach(function(one){one.open=false})});
if(!map||!form){return}
var list=function(all){return [].slice.call(all)};
var tables=list(map.querySelectorAll("table")),size=tables[0].tBodies[0].rows.length;
var heads=list(tables[0].tHead.rows[1].cells);
var checks=heads.filter(function(cell){return cell.dataset.s});
var first=heads.length-checks.length;
var SEVERITIES=["critical","high","medium","low"],PROFILES=["essential","standard","strict"];
var STATES={f:"fail",c:"conflict",q:"not_detectable",a:"accepted_risk",w:"waived",n:"not_supported",o:""};
var groups=list(map.querySelectorAll("th.g")).filter(function(cell){return cell.className!=="g"});
var rows=list(map.querySelectorAll("tbody tr")).map(function(row,place){
  var name=row.cells[0].textContent;
  return {row:row,place:place,name:name,low:name.toLowerCase()};
});
var compare=new Intl.Collator("en",{numeric:true}).compare;
var sheet=document.querySelector("style").sheet,own=sheet.cssRules.length;
function stateOf(cell){return cell.className?STATES[cell.className.charAt(0)]:"pass"}
function wanted(cell,severity,profile){
  return (!severity||SEVERITIES.indexOf(cell.dataset.s)<=SEVERITIES.indexOf(severity))&&
    (!profile||PROFILES.indexOf(cell.dataset.p)<=PROFILES.indexOf(profile));
}
function has(row,state,shown){
  if(row.cells[1].className==="x"){return state==="not_audited"}
  return shown.some(function(column){return stateOf(row.cells[column])===state});
}
function hideColumns(hidden){
  while(sheet.cssRules.length>own){sheet.deleteRule(own)}
  if(!hidden.length){return}
  var selectors=hidden.map(function(column){
    return "#heat thead tr:nth-child(2)>:nth-child("+(column+1)+"),#heat tbody td:nth-child("+(column+1)+"):not(.x)";
  });
  sheet.insertRule(selectors.join(",")+"{display:none}",own);
}
function apply(){
  var text=byId("f-host").value.trim().toLowerCase(),state=byId("f-state").value;
  var severity=byId("f-severity").value,profile=byId("f-profile").value;
  var shown=[],hidden=[],left={};
  checks.forEach(function(cell,number){
    if(wanted(cell,severity,profile)){shown.push(first+number);left[cell.dataset.s]=(left[cell.dataset.s]||0)+1}
    else{hidden.push(first+number)}
  });
  hideColumns(hidden);
  groups.forEach(function(cell){
    var count=left[cell.textContent]||0;
    cell.hidden=!count;
    if(count){cell.colSpan=count}
  });
  var visible=0,inTable=tables.map(function(){return 0});
  rows.forEach(function(entry,place){
    var keep=(!text||entry.low.indexOf(text)>=0)&&(!state||has(entry.row,state,shown));
    entry.row.hidden=!keep;
    if(keep){visible++;inTable[Math.floor(place/size)]++}
  });
  tables.forEach(function(table,number){table.parentNode.hidden=!inTable[number]});
  byId("shown").textContent=visible+" of "+rows.length+" hosts, "+shown.length+" of "+checks.length+" checks";
}
function order(){
  var names=byId("f-order").value==="name";
  rows.sort(function(a,b){return names?compare(a.name,b.name):a.place-b.place});
  tables.forEach(function(table,number){
    var part=document.createDocumentFragment();
    rows.slice(number*size,number*size+size).forEach(function(entry){part.appendChild(entry.row)});
    table.tBodies[0].appendChild(part);
  });
}
var waiting;
form.addEventListener("input",function(event){
  clearTimeout(waiting);
  if(event.target.id==="f-order"){order()}
  waiting=setTimeout(apply,event.target.id==="f-host"?120:0);
});
form.addEventListener("submit",function(event){event.preventDefault()});
form.addEventListener("reset",function(){setTimeout(function(){order();apply()},0)});
map.addEventListener("click",function(event){
  var cell=event.target.closest("tbody td");
  if(!cell||cell.cellIndex<first||cell.className==="x"){return}
  location.hash=heads[cell.cellIndex].querySelector("a").hash;
});
form.hidden=false;
apply();
})();
"""
